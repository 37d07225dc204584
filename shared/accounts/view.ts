import type * as z from 'zod'
import type { findAccount, getAccount } from '../contract/members.ts'
import type { Instant } from '../platform/clock.ts'
import { ceilingsOf } from '../tiers/ceilings.ts'
import type { TierTable } from '../tiers/tier.ts'
import type { Account } from './account.ts'
import { useAt } from './use.ts'

/** An account as its members see it. */
export function viewAccount(
  account: Account,
  tiers: TierTable,
  at: Instant,
): Omit<z.output<typeof getAccount.output>, 'caller'> {
  const use = useAt(account.use, at)
  return {
    account_id: account.id,
    name: account.name,
    tier: account.tier,
    created_at: account.created_at,
    limits: ceilingsOf(account, tiers),
    usage: {
      sessions_live: Object.keys(account.live).length,
      sessions_today: use.created,
      spent_micros_today: use.spent_today,
      spent_micros_this_month: use.spent_this_month,
    },
  }
}

export const viewForAdmin = (
  account: Account,
  tiers: TierTable,
  at: Instant,
): z.output<typeof findAccount.output> => ({
  ...viewAccount(account, tiers, at),
  owner_ids: account.owner_ids,
  available_micros: account.balance.available,
  held_micros: account.balance.held,
  spent_micros: account.balance.spent,
})
