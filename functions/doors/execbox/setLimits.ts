import type * as z from 'zod'
import { accounts } from '../../../shared/accounts/account.ts'
import { findAccount } from '../../../shared/accounts/find.ts'
import { api } from '../../../shared/contract/index.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { ceilingsOf } from '../../../shared/tiers/ceilings.ts'
import { handle } from '../../handle.ts'
import { limitsOf, microsPerCent } from './limits.ts'

export default handle(api.execbox.setLimits, async ({ body, caller }, { tiers, transact }) => {
  mustBeKept(body)
  const table = await tiers()
  return transact(caller.accountId, async (tx) => {
    const account = await findAccount(tx, caller.accountId)
    const wish = wishOf(body)
    const ceilings = ceilingsOf(account, table)
    for (const name of names) mustBeLower(name, wish[name], ceilings[name])
    const after = { ...account, limits: { ...account.limits, ...wish } }
    tx.update(accounts, account.id, after)
    return limitsOf(after, table)
  })
})

type Body = z.output<typeof api.execbox.setLimits.body>
const names = ['sessions_per_day_max', 'sessions_max', 'spend_micros_per_month_max'] as const
type Name = (typeof names)[number]

function wishOf(body: Body): Partial<Record<Name, number>> {
  const {
    daily_requests_limit: daily,
    concurrent_requests_limit: atOnce,
    monthly_cost_limit_cents: cents,
  } = body
  return {
    ...(typeof daily === 'number' ? { sessions_per_day_max: daily } : {}),
    ...(typeof atOnce === 'number' ? { sessions_max: atOnce } : {}),
    ...(typeof cents === 'number' ? { spend_micros_per_month_max: cents * microsPerCent } : {}),
  }
}

/** Raised by its owner, a limit would be none. */
function mustBeLower(name: Name, wanted: number | undefined, now: number | null) {
  if (wanted === undefined || now === null || wanted <= now) return
  throw new Fault('above_account_limit', `${name} is ${now}; to have more, ask for a larger quota`)
}

/** What has only one value here. */
function mustBeKept({ alert_threshold: alert, timezone, billing_email: email }: Body) {
  if ((alert ?? 80) === 80 && (timezone ?? 'UTC') === 'UTC' && !email) return
  throw new Fault('unsupported', 'alert_threshold is 80, timezone UTC, and mail goes to the owner')
}
