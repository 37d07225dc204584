import { unclaim } from '../archives/claim.ts'
import type { Tx } from '../firestore/transact.ts'
import { begin } from '../ledger/lease.ts'
import { earliest, type Instant, latest } from '../platform/clock.ts'
import { can } from '../providers/capabilities.ts'
import type { Started } from '../providers/provider.ts'
import { accountOf } from './create.ts'
import { happened, type Session, sessions } from './session.ts'
import { step } from './states.ts'

/**
 * Its box of this turn runs, and its clock with it: from when the box began, however much later that was learned, so
 * that the lease we keep is the one its agent keeps. Answers the session as it stands: one that is not
 * `running` was stopped meanwhile, and the box must go again.
 */
export async function booted(
  tx: Tx,
  id: string,
  turn: number,
  at: Instant,
  { startedAt, details }: Started,
): Promise<Session | undefined> {
  const session = await tx.get(sessions, id)
  if (session?.past.turn !== turn || step(session.status, 'booted') === session.status)
    return session
  // By another machine's clock: never before it was asked for, nor after now.
  const from = latest(session.paused_at ?? session.created_at, earliest(startedAt, at))
  begin(tx, await accountOf(tx, session.account_id), id, from)
  const brought = session.archive_id
    ? { files: true, processes: can(session.backend, 'hibernation') }
    : null
  if (session.archive_id) await unclaim(tx, session.archive_id, id, at)
  const running: Session = {
    ...session,
    status: 'running',
    started_at: session.started_at ?? from,
    details: brought ? { ...details, restored: brought } : details,
    archive_id: null,
    paused_at: null,
  }
  const type = session.status === 'resuming' ? 'resumed' : 'running'
  const after = happened(running, type, at, brought ? { restored: brought } : {})
  tx.update(sessions, id, after)
  return after
}
