import { invariant } from '../../platform/faults.ts'
import type { Purchase } from '../../purchases/purchase.ts'
import type { PaymentProvider } from '../provider.ts'
import type { StripeAccount } from './account.ts'
import { stripeClient } from './client.ts'
import { purchaseIn } from './metadata.ts'
import { refusals } from './refusals.ts'

/** Stripe Checkout: a page of Stripe's own, whose outcome Stripe's events tell. */
export const stripeCheckout = (account: StripeAccount): PaymentProvider => ({
  open: (purchase) =>
    refusals(async () => {
      const { checkout } = await stripeClient(account)
      // The same key gives the same page, so that a buyer never has two to pay on.
      const key = { idempotencyKey: `checkout-${purchase.id}` }
      const { id, url } = await checkout.sessions.create(pageOf(purchase), key)
      invariant(url, `Stripe made ${id} for ${purchase.id} without a page`)
      return { reference: id, url }
    }),

  close: (purchase) =>
    refusals(async () => {
      const { checkout } = await stripeClient(account)
      if (purchase.checkout) await checkout.sessions.expire(purchase.checkout.reference)
    }),

  refund: (purchase, { id, cents, reason }) =>
    refusals(async () => {
      const { refunds } = await stripeClient(account)
      invariant(purchase.payment, `${purchase.id} is paid, and Stripe did not say by what`)
      const metadata = { ...purchaseIn(purchase), reason }
      const wish = { payment_intent: purchase.payment, amount: cents, metadata }
      await refunds.create(wish, { idempotencyKey: `refund-${id}` })
      return 'announced' as const
    }),
})

const pageOf = (purchase: Purchase) => ({
  mode: 'payment' as const,
  line_items: [
    {
      quantity: 1,
      price_data: {
        currency: purchase.price.currency,
        unit_amount: purchase.price.cents,
        product_data: { name: purchase.title },
      },
    },
  ],
  client_reference_id: purchase.id,
  metadata: purchaseIn(purchase),
  // What is on the payment is on its charges too, whose refunds then say which purchase they are of.
  payment_intent_data: { metadata: purchaseIn(purchase) },
  success_url: purchase.return_url,
  cancel_url: purchase.return_url,
})
