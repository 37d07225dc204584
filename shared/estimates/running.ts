import type * as z from 'zod'
import type { Account, Meter } from '../accounts/account.ts'
import type { cost as route } from '../contract/estimates.ts'
import { money } from '../contract/money.ts'
import { costSoFar, usedSeconds } from '../ledger/bill.ts'
import { type Instant, secondsBetween } from '../platform/clock.ts'
import { secondsFor } from '../pricing/rate.ts'
import type { Session } from '../sessions/session.ts'
import { isOver } from '../sessions/states.ts'

type Cost = z.output<typeof route.output>

/** What a session costs as of now, by its meter; one that is over costs what it was billed. */
export function runningCost(session: Session, account: Account, at: Instant): Cost {
  const meter = isOver(session.status) ? undefined : account.live[session.id]
  return {
    session_id: session.id,
    status: session.status,
    reason: session.reason,
    at,
    is_final: isOver(session.status),
    ...(meter ? metered(session, meter, account, at) : billed(session)),
    rate_per_hour: money(session.rate_micros_per_hour),
    start_fee: money(session.start_fee_micros),
    price_version: session.price_version,
    max_cost: session.max_cost_micros === null ? null : money(session.max_cost_micros),
    expires_at: session.expires_at,
  }
}

function metered({ past }: Session, meter: Meter, account: Account, at: Instant) {
  const { lease_ends_at: leaseEndsAt, cost_micros_max: costMax } = meter
  const seconds = usedSeconds(meter, at)
  const isRunning = leaseEndsAt !== null && at < leaseEndsAt
  return {
    seconds: past.seconds + seconds,
    cost: money(past.charged + costSoFar(meter, at)),
    settled: money(past.charged + meter.settled),
    held: money(meter.held),
    burn_per_hour: money(isRunning ? meter.rate_micros_per_hour : 0),
    lease_ends_at: leaseEndsAt,
    seconds_left: {
      lease: leaseEndsAt === null ? null : untilThen(at, leaseEndsAt),
      ttl: untilThen(at, meter.expires_at),
      max_cost:
        costMax === null || meter.rate_micros_per_hour === 0
          ? null
          : Math.max(
              0,
              secondsFor(costMax, meter.rate_micros_per_hour, meter.start_fee_micros) - seconds,
            ),
      credits: creditSeconds(account, at),
    },
  }
}

/** One that is paused has cost what its times before came to. */
const billed = ({ bill, past }: Session) => ({
  seconds: bill?.seconds ?? past.seconds,
  cost: money(bill?.charged ?? past.charged),
  settled: money(bill?.charged ?? past.charged),
  held: money(0),
  burn_per_hour: money(0),
  lease_ends_at: null,
  seconds_left: { lease: null, ttl: null, max_cost: null, credits: null },
})

/** All that is not used yet, by all that the account's sessions use an hour. */
function creditSeconds({ live, balance }: Account, at: Instant): number | null {
  const meters = Object.values(live)
  const unused = meters.reduce(
    (sum, meter) => sum + meter.settled + meter.held - costSoFar(meter, at),
    balance.available,
  )
  const burn = meters.reduce((sum, meter) => sum + meter.rate_micros_per_hour, 0)
  return burn === 0 ? null : secondsFor(unused, burn)
}

const untilThen = (at: Instant, then: Instant) => Math.max(0, Math.floor(secondsBetween(at, then)))
