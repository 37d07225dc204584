import type * as z from 'zod'
import { money } from '../contract/money.ts'
import type { Purchase as View } from '../contract/purchases.ts'
import type { Purchase } from './purchase.ts'

/** A purchase as its buyer sees it. */
export const viewPurchase = (purchase: Purchase): z.output<typeof View> => ({
  id: purchase.id,
  provider: purchase.provider,
  product_id: purchase.product_id,
  status: purchase.status,
  credits: money(purchase.credits_micros),
  price: purchase.price,
  refunded: { ...purchase.price, cents: purchase.refunded_cents },
  reversed: money(purchase.reversed_micros),
  owed: money(purchase.owed_micros),
  checkout_url: purchase.checkout?.url ?? null,
  problem: purchase.problem,
  created_at: purchase.created_at,
  paid_at: purchase.paid_at,
})
