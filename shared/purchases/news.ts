import type { Dispute, Purchase } from './purchase.ts'
import { statusOf } from './states.ts'

interface Amount {
  readonly currency: string
  readonly cents: number
}

/** What may become known of a purchase's payment, in any order and any number of times. */
export type News =
  | { readonly kind: 'paid'; readonly amount: Amount; readonly payment: string | null }
  | { readonly kind: 'ended'; readonly as: 'failed' | 'expired' | 'cancelled' }
  /** All that was paid back so far, not the last part of it. */
  | { readonly kind: 'refunded'; readonly amount: Amount }
  | ({ readonly kind: 'disputed'; readonly id: string } & Omit<Dispute, 'cents'> & {
        readonly amount: Amount
      })

/** The purchase with one more fact; a fact it has already changes nothing. */
export function learned(purchase: Purchase, news: News, at: string): Purchase {
  const after = withFact(purchase, news, at)
  return { ...after, status: statusOf(after) }
}

function withFact(purchase: Purchase, news: News, at: string): Purchase {
  switch (news.kind) {
    case 'paid':
      if (!isSame(news.amount, purchase.price)) {
        return { ...withProblem(purchase, 'paid', news.amount), ended: purchase.ended ?? 'failed' }
      }
      return { ...purchase, paid_at: purchase.paid_at ?? at, payment: news.payment }
    case 'ended':
      return { ...purchase, ended: purchase.ended ?? news.as }
    case 'refunded':
      if (!isSameCurrency(news.amount, purchase.price)) {
        return withProblem(purchase, 'refunded', news.amount)
      }
      return {
        ...purchase,
        refunded_cents: Math.max(purchase.refunded_cents, news.amount.cents),
      }
    case 'disputed':
      if (!isSameCurrency(news.amount, purchase.price)) {
        return withProblem(purchase, 'disputed', news.amount)
      }
      return withDispute(purchase, news.id, { cents: news.amount.cents, outcome: news.outcome })
  }
}

function withDispute(purchase: Purchase, id: string, dispute: Dispute): Purchase {
  const before = purchase.disputes[id]
  if (before && weights[before.outcome] >= weights[dispute.outcome]) return purchase
  return { ...purchase, disputes: { ...purchase.disputes, [id]: dispute } }
}

/** A dispute only goes on: what is heavier was later. */
const weights: Record<Dispute['outcome'], number> = { inquiry: 0, open: 1, won: 2, lost: 2 }

const withProblem = (purchase: Purchase, what: string, amount: Amount): Purchase => ({
  ...purchase,
  problem: `${inWords(amount)} ${what}, ${inWords(purchase.price)} ordered`,
})

const inWords = ({ currency, cents }: Amount) => `${cents} cents of ${currency}`

const isSameCurrency = (one: Amount, other: Amount) => one.currency === other.currency
const isSame = (one: Amount, other: Amount) =>
  isSameCurrency(one, other) && one.cents === other.cents
