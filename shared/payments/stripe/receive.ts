import { read } from '../../firestore/collection.ts'
import type { Plane } from '../../plane.ts'
import { purchases } from '../../purchases/purchase.ts'
import { record } from '../../purchases/record.ts'
import type { StripeAccount } from './account.ts'
import { provenEvent, type Signed } from './event.ts'
import { newsOf } from './news.ts'

/** Takes down what Stripe has to tell. What is not of a purchase of ours is taken and left. */
export async function receive(plane: Plane, account: StripeAccount, signed: Signed): Promise<void> {
  const event = await provenEvent(account, signed)
  const { purchaseId, news } = await newsOf(event, account)
  if (!purchaseId || !news) return
  const purchase = await read(plane.db, purchases, purchaseId)
  if (purchase?.provider !== 'stripe') {
    plane.log.warn('Stripe tells of a purchase that is not here', { purchase_id: purchaseId })
    return
  }
  const after = await plane.transact(purchase.account_id, (tx) =>
    record(tx, purchase.id, news, signed.at),
  )
  if (after.problem && after.problem !== purchase.problem) {
    plane.log.error('a payment is not what was ordered', {
      purchase_id: after.id,
      problem: after.problem,
    })
  }
}
