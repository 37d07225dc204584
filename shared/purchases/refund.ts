import type { Tx } from '../firestore/transact.ts'
import { paymentProvider } from '../payments/index.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { notOpen } from './confirm.ts'
import { goneCents } from './due.ts'
import { findPurchase } from './find.ts'
import { learned } from './news.ts'
import type { Purchase } from './purchase.ts'
import { purchaseOf, saved } from './record.ts'

export interface RefundWish {
  readonly id: string
  /** Null is all that is left. */
  readonly cents: number | null
  readonly reason: string
}

/** Pays a purchase back. Where the provider announces refunds itself, its events move the credits. */
export async function refund(plane: Plane, id: string, wish: RefundWish): Promise<Purchase> {
  const purchase = await findPurchase(plane.db, id)
  if (isTold(purchase, wish)) return purchase
  const cents = payable(purchase, wish)
  const provider = paymentProvider(plane.payments, purchase.provider)
  const outcome = await provider.refund(purchase, { ...wish, cents })
  const record = outcome === 'announced' ? remember : payBack
  const at = plane.clock.now()
  return plane.transact(purchase.account_id, async (tx) => {
    const before = await purchaseOf(tx, id)
    return isTold(before, wish) ? before : record(tx, before, wish, cents, at)
  })
}

type Recording = typeof remember

/** The request is kept, so that told again it is known; the money is counted when it is announced. */
async function remember(tx: Tx, before: Purchase, wish: RefundWish, cents: number, at: Instant) {
  return saved(tx, before, withRefund(before, wish, cents, at), at)
}

const payBack: Recording = async (tx, before, wish, _, at) => {
  // What is left may have become less since it was looked at.
  const cents = payable(before, wish)
  const amount = { ...before.price, cents: before.refunded_cents + cents }
  const told = learned(withRefund(before, wish, cents, at), { kind: 'refunded', amount }, at)
  return saved(tx, before, told, at)
}

const withRefund = (
  purchase: Purchase,
  wish: RefundWish,
  cents: number,
  at: Instant,
): Purchase => ({
  ...purchase,
  refunds: {
    ...purchase.refunds,
    [wish.id]: { asked_cents: wish.cents, cents, reason: wish.reason, at },
  },
})

function isTold({ refunds }: Purchase, { id, cents, reason }: RefundWish): boolean {
  const before = refunds[id]
  if (!before) return false
  if (before.asked_cents === cents && before.reason === reason) return true
  throw new Fault('idempotency_conflict', 'this idempotency key paid another sum back before')
}

function payable(purchase: Purchase, { cents }: RefundWish): number {
  if (!purchase.paid_at || Object.keys(purchase.refunds).length >= limits.purchaseRefundsMax) {
    throw notOpen(purchase)
  }
  const left = purchase.price.cents - goneCents(purchase)
  if (left > 0 && (cents ?? left) <= left) return cents ?? left
  throw new Fault('refund_too_large', `${left} cents of this purchase are left to pay back`, {
    facts: { left_cents: left },
  })
}
