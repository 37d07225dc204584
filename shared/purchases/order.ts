import { display } from '../contract/money.ts'
import type { paymentProviders } from '../contract/purchases.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { creditsAlone, productOf } from './products.ts'
import { type Purchase, purchases } from './purchase.ts'

export interface Order {
  readonly id: string
  readonly at: Instant
  readonly accountId: string
  /** Set where the request carried an idempotency key. */
  readonly requestHash: string | null
  readonly provider: (typeof paymentProviders)[number]
  readonly wish: Wish
  readonly returnUrl: string
}

/** Either of them; the contract has seen to that. */
interface Wish {
  readonly micros?: number | undefined
  readonly product_id?: string | undefined
}

/** The new purchase; or, for a request told again, the one it made. */
export async function order(tx: Tx, wanted: Order): Promise<Purchase> {
  const purchase = draft(wanted)
  if (await tx.create(purchases, purchase.id, purchase)) return purchase
  const stored = await tx.get(purchases, purchase.id)
  invariant(stored, `purchase ${purchase.id} exists and is not there`)
  if (stored.request_hash === purchase.request_hash) return stored
  throw new Fault(
    'idempotency_conflict',
    'this idempotency key came with another body before; use a new key',
  )
}

function draft({ id, at, wish, ...wanted }: Order): Purchase {
  const { micros, price } = soldFor(wish)
  return {
    id,
    account_id: wanted.accountId,
    request_hash: wanted.requestHash,
    provider: wanted.provider,
    product_id: wish.product_id ?? null,
    title: `${display(micros)} credits`,
    credits_micros: micros,
    price,
    return_url: wanted.returnUrl,
    created_at: at,
    checkout: null,
    paid_at: null,
    payment: null,
    ended: null,
    refunded_cents: 0,
    refunds: {},
    disputes: {},
    problem: null,
    status: 'pending',
    turn: 0,
    reversed_micros: 0,
    owed_micros: 0,
  }
}

function soldFor({ micros, product_id: productId }: Wish) {
  if (productId !== undefined) return productOf(productId)
  invariant(micros, 'an order names neither credits nor a product')
  return creditsAlone(micros)
}
