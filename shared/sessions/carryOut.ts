import { setTimeout as sleep } from 'node:timers/promises'
import { read } from '../firestore/collection.ts'
import type { OutboxLine } from '../outbox/line.ts'
import { relay } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import { epochMs } from '../platform/clock.ts'
import { type Session, sessions } from './session.ts'
import { waitUntil } from './watch.ts'

/**
 * Tells the command that was saved with a session, and answers the session once `until` holds of it,
 * or as it stands when the wait is over. A command that could not be told stays in the outbox.
 */
export async function carryOut(
  plane: Plane,
  saved: { session: Session; line: OutboxLine | null },
  until: (session: Session) => boolean,
  waitMs: number,
): Promise<Session> {
  const { session, line } = saved
  if (until(session)) return session
  const told = line ? tell(plane, line) : Promise.resolve('elsewhere' as const)
  if (waitMs === 0) {
    // A worker that is told directly takes as long as its work; a topic is told at once.
    if (!plane.direct) await told
    return session
  }
  const began = epochMs(plane.clock.now())
  const how = await Promise.race([told, sleep(waitMs, 'late' as const, { ref: false })])
  const left = waitMs - (epochMs(plane.clock.now()) - began)
  const after =
    how === 'elsewhere' && left > 0
      ? await waitUntil(plane.db, session.id, until, left)
      : await read(plane.db, sessions, session.id)
  return after ?? session
}

const tell = (plane: Plane, line: OutboxLine) =>
  relay(plane, line).then(
    (isDone) => (isDone ? ('done' as const) : ('elsewhere' as const)),
    (cause: unknown) => {
      plane.log.error('a command is left to the outbox', { cause })
      return 'elsewhere' as const
    },
  )
