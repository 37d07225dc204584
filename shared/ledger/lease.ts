import { type Account, accounts, type Meter } from '../accounts/account.ts'
import { headroom, spentAll, withSpent } from '../accounts/bounds.ts'
import { farSeconds, timeEnds } from '../accounts/ends.ts'
import { begun, withLook } from '../accounts/look.ts'
import { meterOf, withMeter } from '../accounts/meters.ts'
import type { Backend } from '../contract/topics.ts'
import type { Tx } from '../firestore/transact.ts'
import { earliest, type Instant, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { invariant } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { secondsWithin } from '../pricing/ceiling.ts'
import { costOf, secondsFor } from '../pricing/rate.ts'
import { createBatch } from './batch.ts'
import { billedSeconds, costSoFar } from './bill.ts'
import type { Draft, Micros } from './entry.ts'
import { booked, post } from './post.ts'
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
    /** How long it may run at the most; as long as it lives unless said. */
    secondsMax?: number | null
    /** 0, the default: it may be idle for ever. */
    idleSeconds?: number
    warnSeconds?: readonly number[]
    /** The passports its use counts for. */
    keyIds?: readonly string[]
    /** The workspace it has a place in. */
    workspaceId?: string | null
    /** Of a session that had leases before: the turn after its last. */
    turn?: number
  },
): Promise<Account> {
  const { rateMicrosPerHour: rate, startFeeMicros = 0, costMicrosMax = null, turn = 0 } = lease
  const keyIds = lease.keyIds ?? []
  const spendable = secondsFor(headroom(account, keyIds, lease.at), rate, startFeeMicros)
  if (spendable <= 0) throw spentAll(account, keyIds, lease.at)
  const seconds = Math.min(
    limits.leaseSeconds,
    secondsBetween(lease.at, lease.expiresAt),
    lease.secondsMax ?? limits.leaseSeconds,
    costMicrosMax === null
      ? limits.leaseSeconds
      : secondsWithin(costMicrosMax, { microsPerHour: rate, startFeeMicros }),
    spendable,
  )
  const micros = costOf(Math.ceil(seconds), rate, startFeeMicros)
  const fact = { accountId: account.id, sessionId: lease.sessionId, at: lease.at, turn }
  const note = `first ${Math.ceil(seconds)} s`
  const after = micros > 0 ? await post(tx, account, hold({ ...fact, note }, micros)) : account
  return save(
    tx,
    withMeter(after, lease.sessionId, {
      backend: lease.backend,
      key_ids: [...keyIds],
      workspace_id: lease.workspaceId ?? null,
      rate_micros_per_hour: rate,
      start_fee_micros: startFeeMicros,
      cost_micros_max: costMicrosMax,
      started_at: null,
      lease_ends_at: null,
      expires_at: lease.expiresAt,
      seconds_max: lease.secondsMax ?? null,
      idle_seconds: lease.idleSeconds ?? 0,
      active_at: null,
      warn_seconds: [...(lease.warnSeconds ?? [])],
      warned: {},
      held: micros,
      settled: 0,
      turn: turn + 1,
      due_at: plusSeconds(lease.at, limits.provisioningSecondsMax),
    }),
  )
}

/** How long a box may run for what is held before it starts. */
export function paidSeconds(account: Account, sessionId: string): number {
  const {
    held,
    rate_micros_per_hour: rate,
    start_fee_micros: startFee,
  } = meterOf(account, sessionId)
  return Math.min(limits.leaseSeconds, secondsFor(held, rate, startFee))
}

/** The box runs: the clock starts, and what is held says until when. */
export function begin(tx: Tx, account: Account, sessionId: string, at: Instant): Account {
  const meter = { ...meterOf(account, sessionId), started_at: at, active_at: at }
  const leaseEndsAt = earliest(plusSeconds(at, paidSeconds(account, sessionId)), timeEnds(meter).at)
  const leased = withMeter(account, sessionId, { ...meter, lease_ends_at: leaseEndsAt })
  return save(tx, withLook(begun(leased, sessionId, at), sessionId, at))
}

/**
 * Settles what these sessions used and holds what comes next for them, in their order, as far as the credits go and their
 * ceilings let them: all in one batch of entries. A lease that cannot be made longer stays as it is.
 */
export async function renew(
  tx: Tx,
  account: Account,
  sessionIds: readonly string[],
  at: Instant,
): Promise<Account> {
  const drafts: Draft[] = []
  let after = account
  for (const sessionId of sessionIds) {
    const renewed = renewal(after, sessionId, at)
    if (!renewed) continue
    drafts.push(...renewed.drafts)
    const { meter, owed } = renewed
    after = withMeter(renewed.drafts.reduce(booked, after), sessionId, meter)
    after = withSpent(after, meter.key_ids, owed, at)
  }
  if (drafts.length > 0 && !(await createBatch(tx, account, drafts))) return account
  return save(
    tx,
    sessionIds.reduce((one, sessionId) => withLook(one, sessionId, at), after),
  )
}

/** A session's next lease and what pays for it, if that is longer than the one there is. */
function renewal(
  account: Account,
  sessionId: string,
  at: Instant,
): { meter: Meter; drafts: readonly Draft[]; owed: Micros } | undefined {
  const meter = meterOf(account, sessionId)
  const { started_at: startedAt, lease_ends_at: leaseEndsAt, rate_micros_per_hour: rate } = meter
  const { start_fee_micros: startFee, cost_micros_max: costMax } = meter
  invariant(startedAt && leaseEndsAt, `${sessionId} has no lease to renew`)
  const used = costSoFar(meter, at)
  const payable = Math.min(
    meter.settled + meter.held + account.balance.available,
    costMax ?? Number.POSITIVE_INFINITY,
    meter.settled + meter.held + headroom(account, meter.key_ids, at),
  )
  const until = earliest(
    plusSeconds(at, limits.leaseSeconds),
    timeEnds(meter).at,
    plusSeconds(startedAt, Math.min(secondsFor(payable, rate, startFee), farSeconds)),
  )
  if (until <= leaseEndsAt) return undefined
  const needed = costOf(billedSeconds(startedAt, until), rate, startFee)
  const more = Math.max(0, needed - meter.settled - meter.held)
  const owed = used - meter.settled
  const fact = { accountId: account.id, sessionId, at, turn: meter.turn }
  const drafts = [
    ...(more > 0 ? [extendHold({ ...fact, note: `paid until ${until}` }, more)] : []),
    ...(owed > 0 ? [settle({ ...fact, note: `used until ${at}` }, owed)] : []),
  ]
  const renewed = {
    ...meter,
    held: meter.held + more - owed,
    settled: used,
    turn: meter.turn + 1,
    lease_ends_at: until,
  }
  return { meter: renewed, drafts, owed }
}

/** The session may run longer (or shorter) than was said; the lease follows at its next renewal. */
export function prolong(
  tx: Tx,
  account: Account,
  sessionId: string,
  { expiresAt, at }: { expiresAt: Instant; at: Instant },
): Account {
  const meter = { ...meterOf(account, sessionId), expires_at: expiresAt }
  return save(tx, withLook(withMeter(account, sessionId, meter), sessionId, at))
}

/** The sweep looks at it again then; until then the lease stays as it is. */
export function postpone(tx: Tx, account: Account, sessionId: string, dueAt: Instant): Account {
  return save(tx, withMeter(account, sessionId, { ...meterOf(account, sessionId), due_at: dueAt }))
}

function save(tx: Tx, account: Account): Account {
  tx.update(accounts, account.id, account)
  return account
}
