import { api } from '../../shared/contract/index.ts'
import { grant } from '../../shared/quotas/answer.ts'
import { readTiers } from '../../shared/tiers/store.ts'
import { handle } from '../handle.ts'

export default handle(api.quotas.grant, async ({ params, body }, { db, clock, transact }) => {
  const { account_id: accountId, limits, tier, note } = body
  const wish = { accountId, limits, tier, note, tiers: await readTiers(db), at: clock.now() }
  return transact(params.id, (tx) => grant(tx, params.id, wish))
})
