import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { learned, type News } from './news.ts'
import { type Purchase, purchases } from './purchase.ts'
import { settle } from './settle.ts'

/** Takes down what became known of a purchase, and moves the credits that it moves. */
export async function record(tx: Tx, id: string, news: News, at: Instant): Promise<Purchase> {
  const before = await purchaseOf(tx, id)
  return saved(tx, before, learned(before, news, at), at)
}

export async function saved(tx: Tx, before: Purchase, told: Purchase, at: Instant) {
  if (isDeepStrictEqual(before, told)) return before
  const after = await settle(tx, told, at)
  tx.update(purchases, after.id, after)
  return after
}

export async function purchaseOf(tx: Tx, id: string): Promise<Purchase> {
  const purchase = await tx.get(purchases, id)
  if (!purchase) throw new Fault('not_found', `no purchase ${id}`)
  return purchase
}
