import { type Account, accounts, type Meter } from '../accounts/account.ts'
import { headroom } from '../accounts/bounds.ts'
import { timeEnds } from '../accounts/ends.ts'
import { stopAndKeep } from '../commands/keep.ts'
import { read } from '../firestore/collection.ts'
import { billedSeconds } from '../ledger/bill.ts'
import type { Plane } from '../plane.ts'
import { epochMs } from '../platform/clock.ts'
import { costOf } from '../pricing/rate.ts'
import type { Observed } from '../providers/provider.ts'
import { end } from './end.ts'
import { type Session, sessions } from './session.ts'
import { isOver, type Reason } from './states.ts'

/** Looks whether a running session's box is there. If not, the session ends as its box did. */
export async function reckon(plane: Plane, session: Session): Promise<Session | undefined> {
  if (session.status !== 'running') return session
  const provider = plane.providers[session.backend]
  const observed = await provider.observe(session.id)
  if (observed.state === 'running') return session
  const reason = await reasonOf(plane, session, observed)
  const after = await plane.transact(session.account_id, async (tx) => {
    const now = await tx.get(sessions, session.id)
    // Paused and resumed since it was looked at: that box was another.
    if (now?.past.turn !== session.past.turn) return now
    return end(tx, session.id, isOrdinary(reason) ? 'expired' : 'lost', {
      at: plane.clock.now(),
      ...(observed.state === 'ended' ? { endedAt: observed.endedAt } : {}),
      reason,
      why: observed.state === 'ended' ? observed.cause : 'its box is gone',
    })
  })
  if (after && isOver(after.status)) await stopAndKeep(plane, session, 0)
  return after
}

export async function reasonOf(
  plane: Plane,
  session: Session,
  observed: Observed,
): Promise<Reason> {
  if (observed.state !== 'ended') return 'provider_lost'
  if (observed.cause === 'oom') return 'oom'
  if (observed.cause !== 'lease') return 'provider_lost'
  const account = await read(plane.db, accounts, session.account_id)
  const meter = account?.live[session.id]
  return account && meter ? whyLeaseEnded(account, meter) : 'provider_lost'
}

/**
 * A lease ends unrenewed when the time is up, the ceiling is reached, the credits are gone, or nobody was
 * there to renew it.
 */
export function whyLeaseEnded(account: Account, meter: Meter): Reason {
  const { lease_ends_at: leaseEndsAt } = meter
  const time = timeEnds(meter)
  if (leaseEndsAt && epochMs(leaseEndsAt) >= epochMs(time.at)) return time.reason
  const nextSecond = costOf(1, meter.rate_micros_per_hour)
  const spendable = headroom(account, meter.key_ids, leaseEndsAt ?? meter.due_at)
  if (reachedCeiling(meter) || spendable < nextSecond) return 'cost_limit'
  return account.balance.available < nextSecond ? 'credits' : 'provider_lost'
}

/** Whether one more second than its lease has would cost more than it may. */
function reachedCeiling(meter: Meter): boolean {
  const { started_at: startedAt, lease_ends_at: leaseEndsAt, cost_micros_max: costMax } = meter
  if (!startedAt || !leaseEndsAt || costMax === null) return false
  const seconds = billedSeconds(startedAt, leaseEndsAt) + 1
  return costOf(seconds, meter.rate_micros_per_hour, meter.start_fee_micros) > costMax
}

const isOrdinary = (reason: Reason) => ordinary.has(reason)
const ordinary: ReadonlySet<Reason> = new Set(['ttl', 'duration', 'credits', 'cost_limit'])
