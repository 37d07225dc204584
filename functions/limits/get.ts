import { readAccount } from '../../shared/accounts/find.ts'
import { api } from '../../shared/contract/index.ts'
import { ceilingsOf } from '../../shared/tiers/ceilings.ts'
import { readTiers } from '../../shared/tiers/store.ts'
import { handle } from '../handle.ts'

export default handle(api.limits.get, async ({ params }, { db }) => {
  const account = await readAccount(db, params.id)
  return { account_id: params.id, tier: account.tier, ...ceilingsOf(account, await readTiers(db)) }
})
