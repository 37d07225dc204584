import { setTimeout as sleep } from 'node:timers/promises'
import { call, type Door } from '../../agents/call.ts'
import { commandsLeft } from '../../agents/left.ts'
import { paths } from '../../agents/paths.ts'
import { StatResponse } from '../../agents/session.ts'
import { AgentUnreachable } from '../../agents/unreachable.ts'
import { Empty } from '../../agents/wire.ts'
import type { Keep } from '../provider.ts'
import { doorTo } from './door.ts'
import { findAll } from './find.ts'
import { launcherKey } from './keys.ts'
import { turnOf } from './names.ts'
import { coldStartMsMax, isAnother } from './observe.ts'
import type { CloudRunOptions } from './options.ts'
import { remove } from './remove.ts'

/** Asks the agent to end the session, fetches what its commands left, and deletes the service, wherever there is one. */
export async function stop(
  options: CloudRunOptions,
  sessionId: string,
  graceSeconds: number,
  { turn = Number.POSITIVE_INFINITY, keep }: { turn?: number; keep?: Keep },
): Promise<void> {
  for (const box of await findAll(options, sessionId)) {
    if (turnOf(box) > turn) continue
    const door = doorTo(options, box, launcherKey(options, sessionId, turnOf(box)))
    const isOurs = box.state !== 'failed' && (await endGently(door, graceSeconds))
    if (isOurs && keep) await keep(commandsLeft(door))
    if (isOurs) await farewell(door)
    await remove(options, box)
  }
}

/** Whether the session's own agent has ended it, and lingers. */
async function endGently(door: Door, graceSeconds: number): Promise<boolean> {
  const late = performance.now() + (graceSeconds + patienceSeconds) * 1_000
  let isTold = false
  while (performance.now() < late) {
    try {
      if (!isTold) await call(door, paths.stop, { graceSeconds }, Empty, coldStartMsMax)
      isTold = true
      const { ended } = await call(door, paths.stat, {}, StatResponse)
      if (ended) return true
    } catch (cause) {
      // A machine that was never the session's, or no longer is, has nothing of it.
      if (isAnother(cause)) return false
      if (!(cause instanceof AgentUnreachable)) throw cause
    }
    await sleep(lookMs)
  }
  return false
}

/** It may go at once. Where it does not hear of it, its service is deleted all the same. */
const farewell = (door: Door) =>
  call(door, paths.stop, { graceSeconds: 0, isFetched: true }, Empty).catch(() => undefined)

const lookMs = 100
/** How long one that does not answer is asked again: what its commands said is lost with it. */
const patienceSeconds = 20
