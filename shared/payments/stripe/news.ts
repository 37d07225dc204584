import * as z from 'zod'
import type { News } from '../../purchases/news.ts'
import type { Dispute } from '../../purchases/purchase.ts'
import type { StripeAccount } from './account.ts'
import { stripeClient } from './client.ts'
import { Metadata } from './metadata.ts'

/** What an event says of a purchase; null where it is of nothing that we sold. */
export interface Told {
  readonly purchaseId: string | null
  readonly news: News | null
}
type Reader = (object: unknown, account: StripeAccount) => Told | Promise<Told>

export async function newsOf(
  event: { type: string; data: { object: unknown } },
  account: StripeAccount,
): Promise<Told> {
  const read = readers[event.type]
  return read ? read(event.data.object, account) : { purchaseId: null, news: null }
}

const completed: Reader = (object) => {
  const session = CheckoutSession.parse(object)
  const amount = { currency: session.currency ?? '', cents: session.amount_total ?? 0 }
  const paid = { kind: 'paid', amount, payment: session.payment_intent } as const
  // Some ways of paying take days: another event says how it ended.
  return { purchaseId: session.metadata, news: session.payment_status === 'paid' ? paid : null }
}

const ended =
  (as: 'failed' | 'expired'): Reader =>
  (object) => ({
    purchaseId: CheckoutSession.parse(object).metadata,
    news: { kind: 'ended', as },
  })

const refunded: Reader = (object) => {
  const { metadata, currency, amount_refunded: cents } = Charge.parse(object)
  return { purchaseId: metadata, news: { kind: 'refunded', amount: { currency, cents } } }
}

/** A dispute knows its payment alone, and that knows the purchase, also before we heard of either. */
const disputed: Reader = async (object, account) => {
  const {
    id,
    status,
    currency,
    amount: cents,
    payment_intent: payment,
  } = StripeDispute.parse(object)
  if (!payment) return { purchaseId: null, news: null }
  const { paymentIntents } = await stripeClient(account)
  const { metadata } = await paymentIntents.retrieve(payment)
  const outcome = outcomes[status] ?? 'open'
  const news = { kind: 'disputed', id, outcome, amount: { currency, cents } } as const
  return { purchaseId: Metadata.parse(metadata), news }
}

const outcomes: Readonly<Record<string, Dispute['outcome']>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'won',
  prevented: 'won',
  won: 'won',
  lost: 'lost',
}

const readers: Readonly<Record<string, Reader>> = {
  'checkout.session.completed': completed,
  'checkout.session.async_payment_succeeded': completed,
  'checkout.session.async_payment_failed': ended('failed'),
  'checkout.session.expired': ended('expired'),
  'charge.refunded': refunded,
  'charge.dispute.created': disputed,
  'charge.dispute.updated': disputed,
  'charge.dispute.funds_withdrawn': disputed,
  'charge.dispute.funds_reinstated': disputed,
  'charge.dispute.closed': disputed,
}

const CheckoutSession = z.object({
  metadata: Metadata,
  currency: z.string().nullable(),
  amount_total: z.int().nullable(),
  payment_status: z.string(),
  payment_intent: z.string().nullable(),
})

const Charge = z.object({ metadata: Metadata, currency: z.string(), amount_refunded: z.int() })

const StripeDispute = z.object({
  id: z.string(),
  status: z.string(),
  currency: z.string(),
  amount: z.int(),
  payment_intent: z.string().nullable(),
})
