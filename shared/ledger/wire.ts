import type * as z from 'zod'
import type { Account } from '../accounts/account.ts'
import type { Balance, Entry as EntryOnTheWire } from '../contract/billing.ts'
import { money } from '../contract/money.ts'
import type { Entry } from './entry.ts'

/** Its owner knows the account. */
export const onTheWire = ({ account_id: _, ...entry }: Entry): z.output<typeof EntryOnTheWire> =>
  entry

export const balanceOf = ({ id, balance }: Account): z.output<typeof Balance> => ({
  account_id: id,
  available: money(balance.available),
  held: money(balance.held),
  spent: money(balance.spent),
})
