import { unclaim } from '../archives/claim.ts'
import { actOfSystem, append } from '../audit/append.ts'
import type { Tx } from '../firestore/transact.ts'
import { close } from '../ledger/bill.ts'
import { earliest, type Instant } from '../platform/clock.ts'
import { accountOf } from './create.ts'
import { happened, type Session, sessions } from './session.ts'
import { isOver, type Reason, step } from './states.ts'

/**
 * The one end of every session: its last state, its reason, its bill, in one transaction.
 * `gone`: its box was stopped and is no more. `expired`: it ended itself at the end of its lease.
 * `lost`: it is no more, and nobody ended it. `refused`: there never was one.
 */
export async function end(
  tx: Tx,
  id: string,
  event: 'gone' | 'expired' | 'lost' | 'refused',
  outcome: { at: Instant; endedAt?: Instant; reason: Reason; why?: string },
): Promise<Session | undefined> {
  const session = await tx.get(sessions, id)
  if (!session) return undefined
  // Its files are safe: that its box is gone is how it should be.
  if (event !== 'gone' && session.pause?.verified_at) return session
  const status = step(session.status, event)
  if (!isOver(status) || status === session.status) return session
  const endedAt = earliest(outcome.endedAt ?? outcome.at, outcome.at)
  const { past } = session
  const account = await accountOf(tx, session.account_id)
  // A paused one has no lease: nothing is added to what it cost before.
  const bill = account.live[id]
    ? await close(tx, account, id, endedAt)
    : { billedSeconds: 0, charged: 0 }
  const charged = past.charged + bill.charged
  for (const archive of [session.archive_id, session.pause?.archive_id]) {
    if (archive) await unclaim(tx, archive, id, outcome.at)
  }
  const reason = session.reason ?? outcome.reason
  const over: Session = {
    ...session,
    status,
    reason,
    ended_at: endedAt,
    bill: { seconds: past.seconds + bill.billedSeconds, charged },
    archive_id: null,
    pause: null,
  }
  const after = happened(over, status, outcome.at, {
    reason,
    charged_micros: charged,
    ...(outcome.why ? { why: outcome.why } : {}),
  })
  tx.update(sessions, id, after)
  // Nobody began its end, so nobody recorded it.
  if (!session.reason)
    await append(tx, actOfSystem('sessions.end', session, { at: outcome.at, reason }))
  return after
}
