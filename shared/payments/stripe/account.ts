/** An account at Stripe, as the settings name it. */
export interface StripeAccount {
  readonly apiKey: string
  readonly webhookSecret: string
  /** Where its API is, where that is not Stripe's own: a stand-in for tests. */
  readonly apiBase: string | null
}
