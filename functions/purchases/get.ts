import { api } from '../../shared/contract/index.ts'
import { findPurchase } from '../../shared/purchases/find.ts'
import { viewPurchase } from '../../shared/purchases/view.ts'
import { handle } from '../handle.ts'

export default handle(api.purchases.get, async ({ params, caller }, { db }) =>
  viewPurchase(await findPurchase(db, params.id, caller.accountId)),
)
