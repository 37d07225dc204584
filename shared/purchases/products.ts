import type * as z from 'zod'
import type { Price } from '../contract/purchases.ts'
import type { Micros } from '../ledger/entry.ts'
import { Fault } from '../platform/faults.ts'

/** A pack of credits. */
export interface Product {
  readonly id: string
  readonly name: string
  readonly micros: Micros
  readonly price: z.output<typeof Price>
}

const usd = (cents: number) => ({ currency: 'usd', cents }) as const

/** A credit is a dollar; larger packs have some on top. An order keeps what it was sold for. */
export const products: readonly Product[] = [
  { id: 'starter', name: 'Starter: 10 credits', micros: 10_000_000, price: usd(1_000) },
  { id: 'team', name: 'Team: 105 credits', micros: 105_000_000, price: usd(10_000) },
  { id: 'studio', name: 'Studio: 1,100 credits', micros: 1_100_000_000, price: usd(100_000) },
]

export function productOf(id: string): Product {
  const found = products.find((product) => product.id === id)
  if (!found) throw new Fault('not_found', `no product ${id}: GET /v1/billing/products lists them`)
  return found
}

/** Credits in any amount, for what they are worth. */
export const creditsAlone = (micros: Micros): Pick<Product, 'micros' | 'price'> => ({
  micros,
  price: usd(micros / microsPerCent),
})

const microsPerCent = 10_000
