import { api } from '../../shared/contract/index.ts'
import { refund } from '../../shared/purchases/refund.ts'
import { viewPurchase } from '../../shared/purchases/view.ts'
import { handle } from '../handle.ts'
import { entryId } from '../idempotency.ts'

export default handle(api.purchases.refund, async ({ params, headers, body }, plane) => {
  const wish = {
    id: entryId('payback', params.id, headers),
    cents: body.cents ?? null,
    reason: body.reason,
  }
  return viewPurchase(await refund(plane, params.id, wish))
})
