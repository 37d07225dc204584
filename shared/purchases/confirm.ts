import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import type { Purchase } from './purchase.ts'
import { purchaseOf, record } from './record.ts'
import { step } from './states.ts'

/** Somebody saw the money arrive. Said again, it changes nothing. */
export async function confirm(tx: Tx, id: string, at: Instant): Promise<Purchase> {
  const purchase = await purchaseOf(tx, id)
  if (purchase.provider !== 'manual') {
    throw new Fault('purchase_not_open', `${purchase.provider} itself says when it is paid`)
  }
  if (purchase.paid_at) return purchase
  if (step(purchase.status, 'confirmed') === purchase.status) throw notOpen(purchase)
  return record(tx, id, { kind: 'paid', amount: purchase.price, payment: null }, at)
}

export const notOpen = ({ status }: Purchase) =>
  new Fault('purchase_not_open', `the purchase is ${status}`, {
    facts: { purchase_status: status },
  })
