import type { Tx } from '../firestore/transact.ts'
import { begin } from '../ledger/lease.ts'
import type { Instant } from '../platform/clock.ts'
import { accountOf } from './create.ts'
import { happened, type Session, sessions } from './session.ts'
import { step } from './states.ts'

/**
 * Its box runs: the clock starts now. Answers the session as it stands: one that is not `running`
 * was stopped meanwhile, and the box must go again.
 */
export async function booted(
  tx: Tx,
  id: string,
  at: Instant,
  details: Readonly<Record<string, unknown>>,
): Promise<Session | undefined> {
  const session = await tx.get(sessions, id)
  if (!session || step(session.status, 'booted') === session.status) return session
  begin(tx, await accountOf(tx, session.account_id), id, at)
  const running: Session = { ...session, status: 'running', started_at: at, details }
  const after = happened(running, 'running', at)
  tx.update(sessions, id, after)
  return after
}
