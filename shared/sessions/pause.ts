import { actOfSystem, append } from '../audit/append.ts'
import type { Tx } from '../firestore/transact.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import type { Instant } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { mustBeAble } from '../providers/capabilities.ts'
import { notRunning } from './find.ts'
import { happened, type Session, sessions } from './session.ts'
import { step } from './states.ts'

/**
 * Begins to pause a running session: its files will be kept, then its compute goes. One that is pausing or paused stays so.
 * What its backend cannot do is `unsupported`; any other state is `session_not_running`.
 */
export async function pause(
  tx: Tx,
  session: Session,
  why: 'user' | 'idle',
  at: Instant,
): Promise<{ session: Session; line: OutboxLine | null }> {
  if (session.status === 'pausing' || session.status === 'paused') return { session, line: null }
  mustBeAble(session.backend, 'pause', `sessions on ${session.backend} cannot be paused`)
  const status = step(session.status, 'pause')
  if (status === session.status) throw notRunning(session)
  const pausing = { id: newId('command'), archive_id: null, skipped: [], verified_at: null }
  const after = happened({ ...session, status, pause: pausing }, 'pausing', at, { why })
  tx.update(sessions, session.id, after)
  if (why === 'idle') await append(tx, actOfSystem('sessions.pause', session, { at, reason: why }))
  return {
    session: after,
    line: await send(tx, { verb: 'pause', backend: session.backend, session_id: session.id }, at),
  }
}
