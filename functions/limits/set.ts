import { accounts } from '../../shared/accounts/account.ts'
import { findAccount } from '../../shared/accounts/find.ts'
import { api } from '../../shared/contract/index.ts'
import { ceilingsOf } from '../../shared/tiers/ceilings.ts'
import { readTiers } from '../../shared/tiers/store.ts'
import { handle } from '../handle.ts'

export default handle(api.limits.set, async ({ params, body }, { db, transact }) => {
  const tiers = await readTiers(db)
  return transact(params.id, async (tx) => {
    const account = await findAccount(tx, params.id)
    const after = { ...account, limits: body }
    tx.update(accounts, params.id, after)
    return { account_id: params.id, tier: account.tier, ...ceilingsOf(after, tiers) }
  })
})
