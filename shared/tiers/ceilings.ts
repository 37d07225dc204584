import type { Account } from '../accounts/account.ts'
import type { Ceilings } from '../contract/limits.ts'
import { limits } from '../platform/limits.ts'
import { said } from '../platform/said.ts'
import type { TierTable } from './tier.ts'

/** The ceilings in force for an account: its own, or else its tier's, or else the deployment's. */
export const ceilingsOf = (account: Account, tiers: TierTable): Ceilings => ({
  ...ofTheDeployment,
  ...said(tiers[account.tier] ?? {}),
  ...said(account.limits),
})

const ofTheDeployment: Ceilings = {
  cost_micros_max: limits.sessionCostMicrosMax,
  duration_minutes_max: limits.sessionDurationMinutesMax,
  idle_minutes_max: null,
  memory_mb_max: limits.sessionMemoryMbMax,
  sessions_max: limits.liveSessionsMax,
  sessions_per_day_max: null,
  requests_per_minute_max: limits.requestsPerMinuteMax,
  warning_minutes: [...limits.warningMinutesDefault],
  spend_micros_per_day_max: null,
  spend_micros_per_month_max: null,
}
