import type { paymentProviders } from '../contract/purchases.ts'
import { Fault } from '../platform/faults.ts'
import { manual } from './manual.ts'
import type { PaymentProvider } from './provider.ts'
import type { StripeAccount } from './stripe/account.ts'
import { stripeCheckout } from './stripe/checkout.ts'

/** Data, and no clients: a function that takes no money loads nothing to take it with. */
export interface PaymentSettings {
  readonly stripe: StripeAccount | null
}
type Name = (typeof paymentProviders)[number]

export const paymentProvider = (settings: PaymentSettings, name: Name): PaymentProvider =>
  providers[name](settings)

const providers: Record<Name, (settings: PaymentSettings) => PaymentProvider> = {
  manual: () => manual,
  stripe: (settings) => stripeCheckout(stripeOf(settings)),
}

/** Who takes the money where the buyer does not say. */
export const defaultProvider = ({ stripe }: PaymentSettings): Name => (stripe ? 'stripe' : 'manual')

export function stripeOf({ stripe }: PaymentSettings): StripeAccount {
  if (stripe) return stripe
  throw new Fault('unsupported', 'Stripe is not set up on this deployment')
}
