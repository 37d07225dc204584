import { type Account, accounts, type Meter } from '../accounts/account.ts'
import { withSpent } from '../accounts/bounds.ts'
import { meterOf, withoutMeter } from '../accounts/meters.ts'
import type { Tx } from '../firestore/transact.ts'
import { earliest, type Instant, secondsBetween } from '../platform/clock.ts'
import { costOf } from '../pricing/rate.ts'
import type { Micros } from './entry.ts'
import { post } from './post.ts'
import { release, settle } from './verbs.ts'

export interface Bill {
  readonly billedSeconds: number
  readonly charged: Micros
  /** The turn that is free after it. */
  readonly turn: number
}

/**
 * The session is over: settles the rest of what was used, never past the lease, and gives back what was not.
 * A box may have ended before the last renewal that it did not hear of: what that settled comes back too.
 */
export async function close(
  tx: Tx,
  account: Account,
  sessionId: string,
  at: Instant,
): Promise<Bill> {
  const meter = meterOf(account, sessionId)
  const seconds = usedSeconds(meter, at)
  const charged = costSoFar(meter, at)
  const owed = Math.max(0, charged - meter.settled)
  const unused = Math.max(0, meter.settled - charged)
  const rest = meter.held - owed
  const fact = { accountId: account.id, sessionId, at, turn: meter.turn }
  let after = account
  if (owed > 0)
    after = await post(tx, after, settle({ ...fact, note: `${seconds} s in all` }, owed))
  if (rest + unused > 0) {
    after = await post(tx, after, release({ ...fact, note: 'not used' }, rest, unused))
  }
  const counted = withSpent(after, meter.key_ids, charged - meter.settled, at)
  tx.update(accounts, account.id, withoutMeter(counted, sessionId))
  return { billedSeconds: seconds, charged, turn: meter.turn + 1 }
}

/** All that is owed so far, settled or not: nothing before the box runs. */
export const costSoFar = (meter: Meter, at: Instant): Micros =>
  meter.started_at
    ? costOf(usedSeconds(meter, at), meter.rate_micros_per_hour, meter.start_fee_micros)
    : 0

/** Seconds to pay for so far: begun ones count, none before the start or past the lease. */
export const usedSeconds = (meter: Meter, at: Instant): number =>
  meter.started_at && meter.lease_ends_at
    ? billedSeconds(meter.started_at, earliest(at, meter.lease_ends_at))
    : 0

export const billedSeconds = (from: Instant, to: Instant): number =>
  Math.max(0, Math.ceil(secondsBetween(from, to)))
