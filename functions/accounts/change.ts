import { changeAccount } from '../../shared/accounts/change.ts'
import { viewForAdmin } from '../../shared/accounts/view.ts'
import { api } from '../../shared/contract/index.ts'
import { readTiers } from '../../shared/tiers/store.ts'
import { handle } from '../handle.ts'

export default handle(api.accounts.change, async ({ params, body }, { db, clock, transact }) => {
  // Not those in memory: a tier that was made a moment ago is one.
  const table = await readTiers(db)
  const after = await transact(params.id, (tx) => changeAccount(tx, params.id, body, table))
  return viewForAdmin(after, table, clock.now())
})
