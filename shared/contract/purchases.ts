import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { IdempotencyKey, Money, Page, Timestamp } from './fields.ts'
import { route } from './route.ts'

/** Who takes the money: an administrator who sees it arrive, or Stripe. */
export const paymentProviders = ['manual', 'stripe'] as const

export const purchaseStatuses = [
  'pending',
  'paid',
  'partly_refunded',
  'refunded',
  'disputed',
  'charged_back',
  'failed',
  'expired',
  'cancelled',
] as const

/** What is paid, in whole cents of a currency that credits are sold in. */
export const Price = z.object({ currency: z.literal('usd'), cents: z.int() })

/** Credits sold in any amount are sold by the cent, so that nobody pays a fraction of one. */
const CreditsToBuy = z
  .int()
  .min(limits.purchaseMicrosMin)
  .max(limits.purchaseMicrosMax)
  .multipleOf(10_000)
  .describe('Micro-credits, in whole cents: multiples of 10,000')

export const Purchase = z.object({
  id: z.string(),
  provider: z.enum(paymentProviders),
  product_id: z.string().nullable(),
  status: z.enum(purchaseStatuses),
  credits: Money,
  price: Price,
  refunded: Price.describe('Paid back so far'),
  reversed: Money.describe('Credits taken back so far'),
  owed: Money.describe(
    'Credits to be taken back that were spent: they come first off what is bought next',
  ),
  checkout_url: z.string().nullable().describe('Where to pay; null where someone confirms by hand'),
  problem: z.string().nullable().describe('Why a payment was not taken for this order'),
  created_at: Timestamp,
  paid_at: Timestamp.nullable(),
})

export const createPurchase = route({
  method: 'POST',
  path: '/v1/billing/purchases',
  summary: 'Order credits; they are there once they are paid for',
  face: 'public',
  scope: 'billing:write',
  headers: IdempotencyKey,
  body: z
    .strictObject({
      micros: CreditsToBuy.optional(),
      product_id: z.string().min(1).max(64).optional().describe('One of the products'),
      provider: z
        .enum(paymentProviders)
        .optional()
        .describe('Unless given: stripe where it is set up, otherwise manual'),
      return_url: z
        .url({ protocol: /^https?$/ })
        .max(2_048)
        .optional()
        .describe('Where a checkout sends its customer afterwards'),
    })
    .refine(
      ({ micros, product_id: product }) => (micros === undefined) !== (product === undefined),
      {
        message: 'give either micros or product_id',
        path: ['micros'],
      },
    ),
  status: 201,
  output: Purchase,
  errors: [
    'switched_off',
    'not_found',
    'idempotency_conflict',
    'payment_refused',
    'unsupported',
    'contention',
    'provider_unavailable',
  ],
})

export const listPurchases = route({
  method: 'GET',
  path: '/v1/billing/purchases',
  summary: 'List purchases, newest first',
  face: 'public',
  scope: 'billing:read',
  query: Page,
  status: 200,
  output: z.object({ purchases: z.array(Purchase), next_cursor: z.string().nullable() }),
  errors: [],
})

const PurchaseId = z.object({ id: z.string().min(1).max(64) })

export const getPurchase = route({
  method: 'GET',
  path: '/v1/billing/purchases/{id}',
  summary: 'Look at a purchase',
  face: 'public',
  scope: 'billing:read',
  params: PurchaseId,
  status: 200,
  output: Purchase,
  errors: ['not_found'],
})

export const listProducts = route({
  method: 'GET',
  path: '/v1/billing/products',
  summary: 'The packs that credits are sold in',
  face: 'public',
  scope: 'billing:read',
  status: 200,
  output: z.object({
    products: z.array(z.object({ id: z.string(), name: z.string(), credits: Money, price: Price })),
  }),
  errors: [],
})

export const confirmPurchase = route({
  method: 'POST',
  path: '/admin/purchases/{id}/confirm',
  summary: 'The money for a manual purchase is here; again changes nothing',
  face: 'admin',
  scope: null,
  params: PurchaseId,
  status: 200,
  output: Purchase,
  errors: ['not_found', 'purchase_not_open', 'contention'],
})

export const cancelPurchase = route({
  method: 'POST',
  path: '/admin/purchases/{id}/cancel',
  summary: 'Close a purchase that was not paid; again changes nothing',
  face: 'admin',
  scope: null,
  params: PurchaseId,
  status: 200,
  output: Purchase,
  errors: [
    'not_found',
    'purchase_not_open',
    'payment_refused',
    'unsupported',
    'contention',
    'provider_unavailable',
  ],
})

export const refundPurchase = route({
  method: 'POST',
  path: '/admin/purchases/{id}/refund',
  summary: 'Pay a purchase back, in part or all that is left, and take its credits back',
  face: 'admin',
  scope: null,
  params: PurchaseId,
  headers: IdempotencyKey,
  body: z.strictObject({
    cents: z
      .int()
      .min(1)
      .max(limits.purchaseCentsMax)
      .optional()
      .describe('All that is left unless given'),
    reason: z.string().min(1).max(256),
  }),
  status: 200,
  output: Purchase,
  errors: [
    'not_found',
    'idempotency_conflict',
    'purchase_not_open',
    'payment_refused',
    'unsupported',
    'contention',
    'provider_unavailable',
  ],
})
