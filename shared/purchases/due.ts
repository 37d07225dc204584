import type { Micros } from '../ledger/entry.ts'
import type { Dispute, Purchase } from './purchase.ts'

/** How many of its credits are to be taken back, all told: in proportion to the money that went back. */
export function dueBack(purchase: Purchase): Micros {
  const { paid_at: paidAt, credits_micros: credits, price } = purchase
  if (!paidAt) return 0
  const cents = goneCents(purchase)
  if (cents === price.cents) return credits
  // Beyond 2^53 on the way; what is left of a micro-credit stays with the buyer.
  return Number((BigInt(credits) * BigInt(cents)) / BigInt(price.cents))
}

/** Of the money, what is no longer with us. */
export const goneCents = (purchase: Purchase): number =>
  Math.min(
    purchase.price.cents,
    purchase.refunded_cents + disputedCents(purchase) + chargedBackCents(purchase),
  )

export const disputedCents = (purchase: Purchase) => centsOf(purchase, 'open')
export const chargedBackCents = (purchase: Purchase) => centsOf(purchase, 'lost')

const centsOf = ({ disputes }: Purchase, outcome: Dispute['outcome']): number =>
  Object.values(disputes)
    .filter((dispute) => dispute.outcome === outcome)
    .reduce((sum, { cents }) => sum + cents, 0)
