import { paymentProvider } from '../payments/index.ts'
import type { Plane } from '../plane.ts'
import { notOpen } from './confirm.ts'
import { findPurchase } from './find.ts'
import type { Purchase } from './purchase.ts'
import { purchaseOf, record } from './record.ts'

/** Closes a purchase that was not paid, at its provider first, so that it cannot be paid afterwards. */
export async function cancel(plane: Plane, id: string): Promise<Purchase> {
  const purchase = await findPurchase(plane.db, id)
  if (purchase.paid_at) throw notOpen(purchase)
  if (purchase.ended) return purchase
  await paymentProvider(plane.payments, purchase.provider).close(purchase)
  const at = plane.clock.now()
  return plane.transact(purchase.account_id, async (tx) => {
    const now = await purchaseOf(tx, id)
    if (now.paid_at) throw notOpen(now)
    return record(tx, id, { kind: 'ended', as: 'cancelled' }, at)
  })
}
