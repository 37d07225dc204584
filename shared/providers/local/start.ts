import { Fault } from '../../platform/faults.ts'
import { BoxEnded, type BoxSpec, type Started } from '../provider.ts'
import { claim } from './claim.ts'
import { create } from './create.ts'
import { destroy } from './destroy.ts'
import { launcherFor } from './host.ts'
import { launchers } from './launchers.ts'
import { exclusively } from './lock.ts'
import { observe } from './observe.ts'
import type { Here } from './options.ts'
import { type Places, placesOf } from './places.ts'
import { readRecord } from './record.ts'

/** One box, however often it is asked for. What someone left half made has served nobody: it is made anew. */
export async function start(here: Here, spec: BoxSpec): Promise<Started> {
  const askedAtMs = performance.now()
  const launcher = launchers[launcherFor(here.launcher)]
  const places = placesOf(here, spec.sessionId)
  return exclusively(places.box, async () => {
    const running = await runningBox(places, spec.turn ?? 0)
    if (running) return running
    await destroy(places)
    const claimed = spec.warm && (await claim(here, places, { ...spec, warm: spec.warm }))
    if (claimed) return claimed
    try {
      return await create(spec, {
        places,
        launcher,
        agentBundlePath: here.agentBundlePath,
        askedAtMs,
      })
    } catch (error) {
      await destroy(places)
      throw error
    }
  })
}

async function runningBox(places: Places, turn: number): Promise<Started | undefined> {
  const record = await readRecord(places)
  if (record && record.turn > turn) throw new Fault('provider_unavailable', laterIsThere)
  if (record && record.turn < turn) return undefined
  const observed = await observe(places)
  if (observed.state === 'ended') throw new BoxEnded(`the box has ended: ${observed.cause}`)
  return observed.state === 'running' ? (record?.started ?? undefined) : undefined
}

const laterIsThere = 'a later box of the session is there already'
