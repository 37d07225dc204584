import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../sdk/client.ts'
import { exactDisplay } from '../shared/contract/money.ts'
import type { createPurchase } from '../shared/contract/purchases.ts'
import type { Output } from '../shared/contract/route.ts'

export type Purchase = Output<typeof createPurchase>

export const fields = (purchase: Purchase): Record<string, string> => ({
  purchase: purchase.id,
  status: purchase.status,
  credits: purchase.credits.display,
  price: `${dollars(purchase.price.cents)} ${purchase.price.currency}`,
  ...(purchase.status === 'pending' ? { next: whatNext(purchase) } : {}),
})

/** The purchase once it is paid, or closed. */
export async function settled({ purchases }: Client, made: Purchase): Promise<Purchase> {
  let purchase = made
  while (purchase.status === 'pending') {
    await delay(pollMs)
    purchase = await purchases.get({ params: { id: made.id } })
  }
  return purchase
}

const pollMs = 1_000

const whatNext = ({ checkout_url: url }: Purchase) =>
  url ? `pay at ${url}` : 'waiting for confirmation'

const dollars = (cents: number) => exactDisplay(cents * 10_000).slice(0, -4)
