import { rename } from 'node:fs/promises'
import { call } from '../../agents/call.ts'
import { paths } from '../../agents/paths.ts'
import { AdoptResponse } from '../../agents/session.ts'
import type { BoxSpec, Started } from '../provider.ts'
import { configOf } from './config.ts'
import { destroy } from './destroy.ts'
import { exclusively } from './lock.ts'
import { observe } from './observe.ts'
import type { Here } from './options.ts'
import { type Places, placesOf } from './places.ts'
import { readRecord, writeRecord } from './record.ts'

type Claim = BoxSpec & Required<Pick<BoxSpec, 'warm'>>

/**
 * Makes a box that waited the session's own: its directory gets the session's name, its agent the session's key. It
 * counts as half made from the first line to the last, so whoever comes after a crash between them destroys it.
 * Answers nothing where it cannot be had.
 */
export async function claim(here: Here, places: Places, spec: Claim): Promise<Started | undefined> {
  const waiting = placesOf(here, spec.warm.boxId)
  return exclusively(waiting.box, async () => {
    const record = await readRecord(waiting)
    const { state } = await observe(waiting)
    if (!record?.started || state !== 'running') return void (await destroy(waiting))
    const { sessionId, accountId, turn = 0 } = spec
    const ours = { ...record, sessionId, accountId, turn, started: null }
    await writeRecord(waiting, ours)
    try {
      await rename(waiting.box, places.box)
      const { startedAt } = await adopted(places, spec, configOf(spec, record))
      const started = { startedAt, details: { ...record.started.details, warm: true } }
      await writeRecord(places, { ...ours, started })
      return started
    } catch {
      // Its agent does not answer, or has ended: the session gets another box.
      await Promise.all([destroy(waiting), destroy(places)])
      return undefined
    }
  })
}

const adopted = (
  { socket: socketPath }: Places,
  { warm }: Claim,
  config: ReturnType<typeof configOf>,
) => {
  const { agentKey, env, leaseSeconds, stopGraceSeconds } = config
  const door = { address: { socketPath }, key: warm.agentKey }
  return call(door, paths.adopt, { agentKey, env, leaseSeconds, stopGraceSeconds }, AdoptResponse)
}
