import { actOfSystem, append } from '../audit/append.ts'
import type { Tx } from '../firestore/transact.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import type { Instant } from '../platform/clock.ts'
import { happened, type Session, sessions } from './session.ts'
import { type Reason, step } from './states.ts'

/** Begins the end of a session, for one reason: the first that is given. */
export async function stop(
  tx: Tx,
  session: Session,
  reason: Reason,
  at: Instant,
): Promise<{ session: Session; line: OutboxLine | null }> {
  const status = step(session.status, 'stop')
  if (status === session.status) return { session, line: null }
  const after = happened({ ...session, status, reason }, 'stopping', at, { reason })
  tx.update(sessions, session.id, after)
  if (reason !== 'user' && reason !== 'admin') {
    await append(tx, actOfSystem('sessions.stop', session, { at, reason }))
  }
  return { session: after, line: await send(tx, stopCommand(session), at) }
}

export const stopCommand = ({ id, backend }: Session) =>
  ({ verb: 'stop', backend, session_id: id }) as const
