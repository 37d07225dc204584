import { earliest, type Instant, latest, plusSeconds } from '../platform/clock.ts'
import { secondsFor } from '../pricing/rate.ts'
import type { Account, EndReason, Meter } from './account.ts'

type Span = Pick<Meter, 'started_at' | 'expires_at' | 'seconds_max'>

/** The end that no credits move: its lease never goes past it. */
export function timeEnds(meter: Span): { at: Instant; reason: 'ttl' | 'duration' } {
  const { expires_at: expiresAt, started_at: startedAt, seconds_max: secondsMax } = meter
  if (!startedAt || secondsMax === null) return { at: expiresAt, reason: 'ttl' }
  const endsAt = plusSeconds(startedAt, secondsMax)
  return endsAt < expiresAt ? { at: endsAt, reason: 'duration' } : { at: expiresAt, reason: 'ttl' }
}

export const idleEnds = ({ active_at: activeAt, idle_seconds: seconds }: Meter): Instant | null =>
  activeAt && seconds > 0 ? plusSeconds(activeAt, seconds) : null

/**
 * When a running session would end, for each reason that can be told: its time and its ceiling to the second, the
 * credits as they would last at the pace of all that the account runs now, idleness as of when it was last known to be used.
 */
export function endsOf(account: Account, meter: Meter): readonly (readonly [EndReason, Instant])[] {
  const { started_at: startedAt, lease_ends_at: leaseEndsAt } = meter
  if (!startedAt || !leaseEndsAt) return []
  const { rate_micros_per_hour: rate, start_fee_micros: fee, cost_micros_max: costMax } = meter
  const time = timeEnds(meter)
  const ends: (readonly [EndReason, Instant])[] = [[time.reason, time.at]]
  if (costMax !== null && rate > 0) {
    ends.push(['cost_limit', after(startedAt, secondsFor(costMax, rate, fee))])
  }
  const burn = burnOf(account)
  if (burn > 0) {
    const lasts = after(leaseEndsAt, secondsFor(account.balance.available, burn))
    ends.push(['credits', latest(leaseEndsAt, lasts)])
  }
  const idle = idleEnds(meter)
  if (idle) ends.push(['idle', idle])
  // What comes after the end of its time never comes.
  return ends.filter(([reason, at]) => reason === time.reason || at < time.at)
}

const burnOf = ({ live }: Account) =>
  Object.values(live).reduce((sum, meter) => sum + meter.rate_micros_per_hour, 0)

const after = (from: Instant, seconds: number) => plusSeconds(from, Math.min(seconds, farSeconds))

/** Further than any session runs, and still a moment that can be written. */
export const farSeconds = 10 * 365 * 86_400

export const soonest = (moments: readonly (Instant | null)[]): Instant | null => {
  const known = moments.filter((moment) => moment !== null)
  return known.length > 0 ? earliest(...known) : null
}
