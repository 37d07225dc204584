import type { Tx } from '../firestore/transact.ts'
import { begin } from '../ledger/lease.ts'
import { earliest, type Instant, latest } from '../platform/clock.ts'
import type { Started } from '../providers/provider.ts'
import { accountOf } from './create.ts'
import { happened, type Session, sessions } from './session.ts'
import { step } from './states.ts'

/**
 * Its box runs, and its clock with it: from when the box began, however much later that was learned, so
 * that the lease we keep is the one its agent keeps. Answers the session as it stands: one that is not
 * `running` was stopped meanwhile, and the box must go again.
 */
export async function booted(
  tx: Tx,
  id: string,
  at: Instant,
  { startedAt, details }: Started,
): Promise<Session | undefined> {
  const session = await tx.get(sessions, id)
  if (!session || step(session.status, 'booted') === session.status) return session
  // By another machine's clock: never before it was asked for, nor after now.
  const from = latest(session.created_at, earliest(startedAt, at))
  begin(tx, await accountOf(tx, session.account_id), id, from)
  const running: Session = { ...session, status: 'running', started_at: from, details }
  const after = happened(running, 'running', at)
  tx.update(sessions, id, after)
  return after
}
