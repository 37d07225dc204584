import * as z from 'zod'
import { Micros, Timestamp } from '../contract/fields.ts'
import { Price, paymentProviders, purchaseStatuses } from '../contract/purchases.ts'
import { collection } from '../firestore/collection.ts'

/** A card holder took the matter to the bank. An inquiry moves no money; an open dispute already has. */
export const Dispute = z.object({
  cents: z.int(),
  outcome: z.enum(['inquiry', 'open', 'won', 'lost']),
})
export type Dispute = z.output<typeof Dispute>

/** Paid back by hand, under the id of its request. */
export const Refund = z.object({
  /** As it was asked for: null is all that was left. */
  asked_cents: z.int().nullable(),
  cents: z.int(),
  reason: z.string(),
  at: Timestamp,
})

/**
 * An order of credits, and what became known of its payment. Each fact only ever grows (a time that is
 * set, a sum that rises, a dispute that ends), so it does not matter in which order they were learned,
 * or how often.
 */
export const Purchase = z.object({
  id: z.string(),
  account_id: z.string(),
  request_hash: z.string().nullable(),
  provider: z.enum(paymentProviders),
  product_id: z.string().nullable(),
  title: z.string(),
  credits_micros: Micros,
  price: Price,
  return_url: z.string(),
  created_at: Timestamp,
  checkout: z.object({ reference: z.string(), url: z.string() }).nullable(),

  paid_at: Timestamp.nullable(),
  /** What the provider calls the payment. */
  payment: z.string().nullable(),
  ended: z.enum(['failed', 'expired', 'cancelled']).nullable(),
  refunded_cents: z.int(),
  refunds: z.record(z.string(), Refund),
  disputes: z.record(z.string(), Dispute),
  problem: z.string().nullable(),

  /** What the facts make of it. */
  status: z.enum(purchaseStatuses),
  /** How many entries were posted for it: the next one's number. */
  turn: z.int(),
  /** Credits taken back, net of what a dispute that was won gave again. */
  reversed_micros: Micros,
  /** Credits to be taken back that were not there to take. */
  owed_micros: Micros,
})
export type Purchase = z.output<typeof Purchase>

export const purchases = collection('purchases', Purchase)
