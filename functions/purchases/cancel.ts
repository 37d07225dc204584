import { api } from '../../shared/contract/index.ts'
import { cancel } from '../../shared/purchases/cancel.ts'
import { viewPurchase } from '../../shared/purchases/view.ts'
import { handle } from '../handle.ts'

export default handle(api.purchases.cancel, async ({ params }, plane) =>
  viewPurchase(await cancel(plane, params.id)),
)
