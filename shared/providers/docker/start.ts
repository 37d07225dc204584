import { Fault } from '../../platform/faults.ts'
import { exclusively } from '../local/lock.ts'
import { type Places, placesOf } from '../local/places.ts'
import { BoxEnded, type BoxSpec, type Started, type Tell } from '../provider.ts'
import { create } from './create.ts'
import { destroy } from './destroy.ts'
import { imageFor } from './image.ts'
import { observe } from './observe.ts'
import type { Here } from './options.ts'
import { readRecord } from './record.ts'
import { stop } from './stop.ts'

/** One box, however often it is asked for. What someone left half made has served nobody: it is made anew. */
export async function start(
  here: Here,
  spec: BoxSpec,
  tell: Tell = () => undefined,
): Promise<Started> {
  const askedAtMs = performance.now()
  if (process.getuid?.() !== 0) {
    throw new Fault(
      'unsupported',
      'docker sessions need this process to be root: it reads what boxes leave',
    )
  }
  const places = placesOf(here, spec.sessionId)
  // A pull may take minutes, and whoever wants to stop the box is not to wait for it.
  const image = await imageFor(here, spec.template, tell)
  // A container keeps the name and the volumes it was made with, so one that waited cannot become another's.
  if (spec.warm) await stop(here, spec.warm.boxId, 0)
  return exclusively(places.box, async () => {
    const running = await runningBox(here, places, spec.turn ?? 0)
    if (running) return running
    await destroy(here, places)
    try {
      return await create(here, spec, { places, image, askedAtMs })
    } catch (error) {
      await destroy(here, places)
      throw error
    }
  })
}

async function runningBox(here: Here, places: Places, turn: number): Promise<Started | undefined> {
  const record = await readRecord(places)
  if (record && record.turn > turn) {
    throw new Fault('provider_unavailable', 'a later box of the session is there already')
  }
  if (!record || record.turn < turn) return undefined
  const observed = await observe(here, places)
  if (observed.state === 'ended') throw new BoxEnded(`the box has ended: ${observed.cause}`)
  return observed.state === 'running' ? (record.started ?? undefined) : undefined
}
