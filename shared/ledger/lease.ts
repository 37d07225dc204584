import { type Account, accounts, type Meter } from '../accounts/account.ts'
import { meterOf, withMeter } from '../accounts/meters.ts'
import type { Backend } from '../contract/topics.ts'
import type { Tx } from '../firestore/transact.ts'
import { earliest, type Instant, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { secondsWithin } from '../pricing/ceiling.ts'
import { costOf, secondsFor } from '../pricing/rate.ts'
import { billedSeconds, costSoFar } from './bill.ts'
import type { Micros } from './entry.ts'
import { post } from './post.ts'
import { extendHold, hold, settle } from './verbs.ts'

/**
 * A session runs only inside a lease that is paid for. These are the moments of a lease; each
 * changes the account and writes its entries in the caller's transaction, and answers the account after.
 */

/** Before anything starts: holds the first lease. */
export async function open(
  tx: Tx,
  account: Account,
  lease: {
    sessionId: string
    backend: Backend
    rateMicrosPerHour: Micros
    startFeeMicros?: Micros
    costMicrosMax?: Micros | null
    at: Instant
    expiresAt: Instant
  },
): Promise<Account> {
  if (Object.keys(account.live).length >= limits.liveSessionsMax) {
    throw new Fault('too_many_sessions', `an account may have ${limits.liveSessionsMax} at once`)
  }
  const { rateMicrosPerHour: rate, startFeeMicros = 0, costMicrosMax = null } = lease
  const seconds = Math.min(
    limits.leaseSeconds,
    secondsBetween(lease.at, lease.expiresAt),
    costMicrosMax === null
      ? limits.leaseSeconds
      : secondsWithin(costMicrosMax, { microsPerHour: rate, startFeeMicros }),
  )
  const micros = costOf(Math.ceil(seconds), rate, startFeeMicros)
  const fact = { accountId: account.id, sessionId: lease.sessionId, at: lease.at, turn: 0 }
  const note = `first ${Math.ceil(seconds)} s`
  const after = micros > 0 ? await post(tx, account, hold({ ...fact, note }, micros)) : account
  return save(
    tx,
    withMeter(after, lease.sessionId, {
      backend: lease.backend,
      rate_micros_per_hour: rate,
      start_fee_micros: startFeeMicros,
      cost_micros_max: costMicrosMax,
      started_at: null,
      lease_ends_at: null,
      expires_at: lease.expiresAt,
      held: micros,
      settled: 0,
      turn: 1,
      due_at: plusSeconds(lease.at, limits.provisioningSecondsMax),
    }),
  )
}

/** The box runs: the clock starts, and what is held says until when. */
export function begin(tx: Tx, account: Account, sessionId: string, at: Instant): Account {
  const meter = meterOf(account, sessionId)
  const paid = secondsFor(meter.held, meter.rate_micros_per_hour, meter.start_fee_micros)
  const leaseEndsAt = earliest(
    plusSeconds(at, Math.min(paid, limits.leaseSeconds)),
    meter.expires_at,
  )
  return save(tx, withMeter(account, sessionId, leased({ ...meter, started_at: at }, leaseEndsAt)))
}

/**
 * Settles what was used and holds what comes next, as far as the credits go and its ceiling lets it. Where
 * that is not beyond the lease there is, it stays as it is and falls due when it ends.
 */
export async function renew(
  tx: Tx,
  account: Account,
  sessionId: string,
  at: Instant,
): Promise<Account> {
  const meter = meterOf(account, sessionId)
  const { started_at: startedAt, lease_ends_at: leaseEndsAt, rate_micros_per_hour: rate } = meter
  const { start_fee_micros: startFee, cost_micros_max: costMax } = meter
  invariant(startedAt && leaseEndsAt, `${sessionId} has no lease to renew`)
  const used = costSoFar(meter, at)
  const payable = Math.min(
    meter.settled + meter.held + account.balance.available,
    costMax ?? Number.POSITIVE_INFINITY,
  )
  const until = earliest(
    plusSeconds(at, limits.leaseSeconds),
    meter.expires_at,
    plusSeconds(startedAt, Math.min(secondsFor(payable, rate, startFee), farSeconds)),
  )
  if (until <= leaseEndsAt) {
    return save(tx, withMeter(account, sessionId, { ...meter, due_at: leaseEndsAt }))
  }
  const needed = costOf(billedSeconds(startedAt, until), rate, startFee)
  const more = Math.max(0, needed - meter.settled - meter.held)
  const fact = { accountId: account.id, sessionId, at, turn: meter.turn }
  const owed = used - meter.settled
  let after = account
  if (more > 0) {
    after = await post(tx, after, extendHold({ ...fact, note: `paid until ${until}` }, more))
  }
  if (owed > 0) after = await post(tx, after, settle({ ...fact, note: `used until ${at}` }, owed))
  const renewed = {
    ...meter,
    held: meter.held + more - owed,
    settled: used,
    turn: meter.turn + 1,
  }
  return save(tx, withMeter(after, sessionId, leased(renewed, until)))
}

/** The session may run longer (or shorter) than was said; the lease follows at its next renewal. */
export function prolong(tx: Tx, account: Account, sessionId: string, expiresAt: Instant): Account {
  const meter = { ...meterOf(account, sessionId), expires_at: expiresAt }
  const { lease_ends_at: leaseEndsAt } = meter
  return save(tx, withMeter(account, sessionId, leaseEndsAt ? leased(meter, leaseEndsAt) : meter))
}

/** Further than any lease, and still a moment that can be written. */
const farSeconds = 10 * 365 * 86_400

const leased = (meter: Meter, leaseEndsAt: Instant): Meter => ({
  ...meter,
  lease_ends_at: leaseEndsAt,
  due_at: earliest(
    meter.expires_at,
    leaseEndsAt < meter.expires_at
      ? plusSeconds(leaseEndsAt, -limits.leaseRenewalLeadSeconds)
      : leaseEndsAt,
  ),
})

function save(tx: Tx, account: Account): Account {
  tx.update(accounts, account.id, account)
  return account
}
