import type * as z from 'zod'
import type { Account } from '../accounts/account.ts'
import type { Balance } from '../contract/billing.ts'
import type { Entry as EntryOnTheWire } from '../contract/entry.ts'
import { money } from '../contract/money.ts'
import type { Entry } from './entry.ts'

/** Its owner knows the account. */
export const onTheWire = ({
  account_id: _,
  expires_at: __,
  lot_id: ___,
  ...entry
}: Entry): z.output<typeof EntryOnTheWire> => entry

export const balanceOf = ({ id, balance }: Account): z.output<typeof Balance> => ({
  account_id: id,
  available: money(balance.available),
  held: money(balance.held),
  spent: money(balance.spent),
})
