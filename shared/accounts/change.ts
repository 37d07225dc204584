import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import type { TierTable } from '../tiers/tier.ts'
import { type Account, accounts } from './account.ts'
import { findAccount } from './find.ts'

/** Renames an account, or moves it to another tier of the table; what is not said stays. */
export async function changeAccount(
  tx: Tx,
  id: string,
  wish: { name?: string | undefined; tier?: string | undefined },
  tiers: TierTable,
): Promise<Account> {
  if (wish.tier !== undefined && !(wish.tier in tiers)) {
    throw new Fault(
      'no_such_tier',
      `there is ${Object.keys(tiers).join(', ')}, and no ${wish.tier}`,
    )
  }
  const account = await findAccount(tx, id)
  const { name = account.name, tier = account.tier } = wish
  const after = { ...account, name, tier }
  tx.update(accounts, id, after)
  return after
}
