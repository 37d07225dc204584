import { paymentProvider } from '../payments/index.ts'
import type { Plane } from '../plane.ts'
import { type Purchase, purchases } from './purchase.ts'
import { purchaseOf } from './record.ts'

/**
 * Asks the provider for the money, once. Cut off anywhere, the same request makes it go on: the
 * provider answers the same purchase with the same checkout.
 */
export async function openCheckout(
  { payments, transact }: Plane,
  purchase: Purchase,
): Promise<Purchase> {
  if (purchase.status !== 'pending' || purchase.checkout) return purchase
  const checkout = await paymentProvider(payments, purchase.provider).open(purchase)
  if (!checkout) return purchase
  return transact(purchase.account_id, async (tx) => {
    // Its events may have come before this answer did.
    const after = { ...(await purchaseOf(tx, purchase.id)), checkout }
    tx.update(purchases, after.id, after)
    return after
  })
}
