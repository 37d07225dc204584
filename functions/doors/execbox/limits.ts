import type { Account } from '../../../shared/accounts/account.ts'
import { ceilingsOf } from '../../../shared/tiers/ceilings.ts'
import type { TierTable } from '../../../shared/tiers/tier.ts'
import { orMinusOne } from './usage.ts'

export const microsPerCent = 10_000

/** The limits in force, in Execbox's names. Alerts are at 80 %, and days are those of UTC. */
export function limitsOf(account: Account, tiers: TierTable) {
  const ceilings = ceilingsOf(account, tiers)
  const monthly = ceilings.spend_micros_per_month_max
  return {
    daily_requests_limit: orMinusOne(ceilings.sessions_per_day_max),
    concurrent_requests_limit: ceilings.sessions_max,
    ...(monthly === null ? {} : { monthly_cost_limit_cents: Math.floor(monthly / microsPerCent) }),
    alert_threshold: 80,
    timezone: 'UTC',
  }
}
