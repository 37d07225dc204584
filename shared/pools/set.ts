import type * as z from 'zod'
import type { PoolWish } from '../contract/pools.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { mustBeAble } from '../providers/capabilities.ts'
import { backendOf, type Placement } from '../sessions/choose.ts'
import { type Pool, pools } from './pool.ts'

/**
 * What the day has cost already stays counted, whatever is wished anew. Where a box that waits cannot become a session's it
 * would cost and gain nothing: that is refused.
 */
export async function setPool(
  tx: Tx,
  placement: Placement,
  { id, wish, at }: { id: string; wish: z.output<typeof PoolWish>; at: Instant },
): Promise<Pool> {
  const backend = backendOf(placement, wish.provider)
  mustBeAble(backend, 'warm_pool', `no boxes can wait on ${backend}`)
  const before = await tx.get(pools, id)
  const pool: Pool = {
    ...wish,
    id,
    backend,
    day: before?.day ?? at.slice(0, 10),
    spent_micros: before?.spent_micros ?? 0,
    updated_at: at,
  }
  tx.update(pools, id, pool)
  return pool
}

/** Its boxes go with the next refill. */
export async function removePool(tx: Tx, id: string): Promise<{ id: string }> {
  if (!(await tx.get(pools, id))) throw new Fault('not_found', `there is no pool ${id}`)
  tx.delete(pools, id)
  return { id }
}
