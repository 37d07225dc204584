import { api } from '../../shared/contract/index.ts'
import { confirm } from '../../shared/purchases/confirm.ts'
import { findPurchase } from '../../shared/purchases/find.ts'
import { viewPurchase } from '../../shared/purchases/view.ts'
import { handle } from '../handle.ts'

export default handle(api.purchases.confirm, async ({ params }, plane) => {
  const { id, account_id: accountId } = await findPurchase(plane.db, params.id)
  const at = plane.clock.now()
  return viewPurchase(await plane.transact(accountId, (tx) => confirm(tx, id, at)))
})
