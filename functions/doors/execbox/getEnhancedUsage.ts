import { readAccount } from '../../../shared/accounts/find.ts'
import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import { limitsOf } from './limits.ts'
import { dailyUsage, hourlyUsage, usageOf } from './usage.ts'

export default handle(api.execbox.getEnhancedUsage, async ({ query, caller }, plane) => {
  const { db } = plane
  const now = plane.clock.now()
  const account = await readAccount(db, caller.accountId)
  const tiers = await plane.tiers()
  const daily = await dailyUsage(db, account.id, query.days, now)
  const { monthly_cost_limit_cents: monthly, alert_threshold } = limitsOf(account, tiers)
  return {
    ...usageOf(account, tiers, now),
    account_id: account.id,
    hourly_usage: await hourlyUsage(db, account.id, now),
    daily_history: daily,
    cost_estimate_cents: daily.reduce((sum, { cost_cents: cents }) => sum + cents, 0),
    ...(monthly === undefined ? {} : { monthly_cost_limit_cents: monthly }),
    alert_threshold,
  }
})
