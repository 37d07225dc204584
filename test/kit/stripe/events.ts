import type { FakeStripe } from './server.ts'

/** What Stripe tells of one purchase, in the shapes of its API, as far as they are read. */
export function eventsOf({ pages }: FakeStripe, purchaseId: string) {
  const page = [...pages.values()].find(({ form }) => form.client_reference_id === purchaseId)
  if (!page) throw new Error(`Stripe has no page for ${purchaseId}`)
  const cents = Number(page.form['line_items[0][price_data][unit_amount]'])
  const metadata = { onmemos_purchase: purchaseId }
  const session = {
    id: page.id,
    object: 'checkout.session',
    client_reference_id: purchaseId,
    metadata,
    currency: 'usd',
    amount_total: cents,
    payment_status: 'paid',
    payment_intent: page.payment,
  }
  const charge = {
    id: `ch_${page.id}`,
    object: 'charge',
    metadata,
    currency: 'usd',
    amount: cents,
    payment_intent: page.payment,
  }
  const dispute = {
    id: `dp_${page.id}`,
    object: 'dispute',
    metadata: {},
    currency: 'usd',
    amount: cents,
    charge: charge.id,
    payment_intent: page.payment,
  }
  return {
    completed: (more = {}) => event('checkout.session.completed', { ...session, ...more }),
    succeeded: () => event('checkout.session.async_payment_succeeded', session),
    failed: () => event('checkout.session.async_payment_failed', unpaid(session)),
    expired: () => event('checkout.session.expired', unpaid(session)),
    refunded: (amount_refunded: number, more = {}) =>
      event('charge.refunded', { ...charge, amount_refunded, ...more }),
    disputed: (status: string, more = {}) =>
      event('charge.dispute.created', { ...dispute, status, ...more }),
    closed: (status: string, more = {}) =>
      event('charge.dispute.closed', { ...dispute, status, ...more }),
  }
}

export interface StripeEvent {
  readonly id: string
  readonly type: string
  readonly data: { readonly object: object }
}

let number = 0

export const event = (type: string, object: object): StripeEvent & { object: string } => {
  number += 1
  return { id: `evt_${number}`, object: 'event', type, data: { object } }
}

const unpaid = (session: object) => ({ ...session, payment_status: 'unpaid', payment_intent: null })
