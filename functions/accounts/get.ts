import { readAccount } from '../../shared/accounts/find.ts'
import { viewForAdmin } from '../../shared/accounts/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.accounts.get, async ({ params }, { db, clock, tiers }) =>
  viewForAdmin(await readAccount(db, params.id), await tiers(), clock.now()),
)
