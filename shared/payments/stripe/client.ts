import type { Stripe } from 'stripe'
import { limits } from '../../platform/limits.ts'
import type { StripeAccount } from './account.ts'

/** Stripe's own client, loaded when money first moves. */
export async function stripeClient(account: StripeAccount): Promise<Stripe> {
  const known = clients.get(account)
  if (known) return known
  const { default: Client } = await import('stripe')
  const client = new Client(account.apiKey, {
    ...(account.apiBase && addressOf(new URL(account.apiBase))),
    timeout: limits.paymentCallTimeoutMs,
    maxNetworkRetries: 2,
    telemetry: false,
  })
  clients.set(account, client)
  return client
}

const clients = new WeakMap<StripeAccount, Stripe>()

const addressOf = ({ protocol, hostname, port }: URL) => ({
  protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
  host: hostname,
  ...(port && { port }),
})
