import type * as z from 'zod'
import { money } from '../contract/money.ts'
import type { setPool } from '../contract/pools.ts'
import type { Instant } from '../platform/clock.ts'
import type { PriceList } from '../pricing/list.ts'
import { pricedShape, rateOf } from '../pricing/prices.ts'
import type { Pool, WarmBox } from './pool.ts'

export function viewPool(
  { backend: _, day, spent_micros: spent, ...pool }: Pool,
  boxes: readonly WarmBox[],
  { prices, now }: { prices: PriceList; now: Instant },
): z.output<typeof setPool.output> {
  const rate = rateOf(prices, pool.provider, pricedShape(pool.resources))
  const ready = boxes.filter(({ pool_id: id, status }) => id === pool.id && status === 'ready')
  return {
    ...pool,
    rate_per_hour: money(rate.microsPerHour),
    ready: ready.length,
    spent_today: money(day === now.slice(0, 10) ? spent : 0),
  }
}
