import type * as z from 'zod'
import {
  PriceList as PriceListOnTheWire,
  type ProviderPrices as ProviderPricesOnTheWire,
} from '../contract/prices.ts'
import type { ProviderName } from '../contract/session.ts'
import { collection } from '../firestore/collection.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'

export type PriceList = z.output<typeof PriceListOnTheWire>
export type ProviderPrices = z.output<typeof ProviderPricesOnTheWire>
export type Prices = Omit<PriceList, 'version' | 'effective_from'>

/** By version. Made once, never changed: a session names the version it was priced by. */
export const priceLists = collection('price_lists', PriceListOnTheWire)

/** Of lists with the newest first, the one that prices what is created now. */
export const inForce = (lists: readonly PriceList[], now: Instant): PriceList | undefined =>
  lists.find(({ effective_from: from }) => Date.parse(from) <= Date.parse(now))

export function pricesOf({ providers }: Prices, provider: ProviderName): ProviderPrices {
  const prices = providers[provider]
  if (prices) return prices
  throw new Fault('unsupported', `${provider} has no price, so nothing can run there`)
}
