import { mustHaveRoomFor } from '../accounts/bounds.ts'
import type { Tx } from '../firestore/transact.ts'
import { close } from '../ledger/bill.ts'
import { open, paidSeconds } from '../ledger/lease.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import { type Instant, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { ceilingsOf } from '../tiers/ceilings.ts'
import type { TierTable } from '../tiers/tier.ts'
import { mustHaveRoomIn } from '../workspaces/forSession.ts'
import { workspaces } from '../workspaces/workspace.ts'
import { accountOf } from './create.ts'
import { notRunning } from './find.ts'
import { leaseOf } from './lease.ts'
import { happened, type Session, sessions } from './session.ts'
import { step } from './states.ts'

/**
 * Opens a new lease for a paused session and begins to bring its files back. One that runs or comes to run stays so. Its
 * time to live goes on from where it stopped.
 */
export async function resume(
  tx: Tx,
  session: Session,
  at: Instant,
  tiers: TierTable,
): Promise<{ session: Session; line: OutboxLine | null }> {
  if (['running', 'resuming', 'provisioning'].includes(session.status)) {
    return { session, line: null }
  }
  const status = step(session.status, 'resume')
  if (status === session.status) throw notRunning(session)
  invariant(session.paused_at, `${session.id} is paused and was never`)
  const pausedSeconds = secondsBetween(session.paused_at, at)
  const expiresAt = plusSeconds(session.expires_at, pausedSeconds)
  const account = await accountOf(tx, session.account_id)
  const { workspace_id: workspaceId } = session
  mustHaveRoomIn(workspaceId ? await tx.get(workspaces, workspaceId) : null, account)
  mustHaveRoomFor(account, ceilingsOf(account, tiers), session.key_ids, at)
  const opened = await open(tx, account, {
    ...leaseOf({ ...session, expires_at: expiresAt }, at),
    costMicrosMax: leftToSpend(session),
  })
  const past = {
    ...session.past,
    paused_seconds: session.past.paused_seconds + Math.max(0, pausedSeconds),
  }
  const resuming: Session = {
    ...session,
    status,
    expires_at: expiresAt,
    lease_seconds: paidSeconds(opened, session.id),
    paused_at: at,
    past,
  }
  const after = happened(resuming, 'resuming', at)
  tx.update(sessions, session.id, after)
  const command = { verb: 'resume', backend: session.backend, session_id: session.id } as const
  return { session: after, line: await send(tx, command, at) }
}

/** It could not resume: it is paused as it was, and what was held for it is given back. */
export async function stayPaused(tx: Tx, id: string, at: Instant, why: string): Promise<void> {
  const session = await tx.get(sessions, id)
  if (session?.status !== 'resuming') return
  const { turn } = await close(tx, await accountOf(tx, session.account_id), id, at)
  const waited = session.paused_at ? Math.max(0, secondsBetween(session.paused_at, at)) : 0
  const past = { ...session.past, turn, paused_seconds: session.past.paused_seconds + waited }
  const paused: Session = { ...session, status: 'paused', past, paused_at: at }
  const expiresAt = plusSeconds(session.expires_at, waited)
  tx.update(
    sessions,
    id,
    happened({ ...paused, expires_at: expiresAt }, 'resume_failed', at, { why }),
  )
}

function leftToSpend({ max_cost_micros: ceiling, past, start_fee_micros: fee }: Session) {
  if (ceiling === null) return null
  const left = ceiling - past.charged
  if (left > fee) return left
  throw new Fault('cost_limit_reached', 'the session has cost as much as it may')
}
