import { epochMs, type Instant } from '../../platform/clock.ts'
import type { StripeAccount } from './account.ts'
import { stripeClient } from './client.ts'
import { refusals } from './refusals.ts'

export interface Signed {
  /** Exactly as it came: the signature is over its bytes. */
  readonly text: string
  readonly signature: string
  readonly at: Instant
}

/** An event that Stripe signed, and lately: others are refused. */
export const provenEvent = (account: StripeAccount, { text, signature, at }: Signed) =>
  refusals(async () => {
    const { webhooks } = await stripeClient(account)
    const { webhookSecret: secret } = account
    const ourCrypto = undefined
    return webhooks.constructEvent(
      text,
      signature,
      secret,
      toleranceSeconds,
      ourCrypto,
      epochMs(at),
    )
  })

/** Stripe's own advice: what is older may be a recording. */
const toleranceSeconds = 300
