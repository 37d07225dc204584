import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { earliest, type Instant, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { newId } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { pricedShape, rateOf } from '../pricing/prices.ts'
import { costOf } from '../pricing/rate.ts'
import { sessions } from '../sessions/session.ts'
import { type Pool, pools, shapeOf, sizeAt, type WarmBox, warmBoxes } from './pool.ts'
import { allPools, allWarmBoxes } from './store.ts'

/**
 * Makes what waits what should: counts what waiting cost, ends what is over, ill or too many, and starts what is missing.
 * Cut at any line it goes on from the documents the next time, and two at once only make a box too many, which the next ends.
 */
export async function refill(
  plane: Plane,
): Promise<{ ready: number; made: number; ended: number }> {
  const [found, boxes] = await Promise.all([allPools(plane.db), allWarmBoxes(plane.db)])
  const counts = { ready: 0, made: 0, ended: 0 }
  const orphans = boxes.filter(({ pool_id: id }) => !found.some((pool) => pool.id === id))
  const log = { log: plane.log, what: ({ id }: { id: string }) => ({ id }) }
  await each(orphans, log, async (box) => {
    if (await put(plane, box)) counts.ended += 1
  })
  await each(found, log, async (pool) => {
    const own = boxes.filter(({ pool_id: id }) => id === pool.id)
    const kept = await tend(plane, pool, own)
    for (const name of ['ready', 'made', 'ended'] as const) counts[name] += kept[name]
  })
  return counts
}

async function tend(plane: Plane, pool: Pool, boxes: readonly WarmBox[]) {
  const now = plane.clock.now()
  const prices = await plane.prices(now)
  const { microsPerHour } = rateOf(prices, pool.provider, pricedShape(pool.resources))
  const spent = await meter(plane, pool.id, boxes, microsPerHour, now)
  const wanted = spent < pool.budget_micros_per_day ? sizeAt(pool, now) : 0
  const judged = await Promise.all(
    boxes.map(async (box) => ((await isGood(plane, pool, box, now)) ? box : null)),
  )
  const good = judged.flatMap((box) => box ?? []).slice(0, wanted)
  let ended = 0
  for (const box of boxes) {
    if (!good.includes(box) && (await put(plane, box))) ended += 1
  }
  const missing = Math.min(wanted - good.length, limits.poolBoxesMadeAtOnceMax)
  const made = await Promise.all(
    Array.from({ length: Math.max(0, missing) }, () => make(plane, pool)),
  )
  return { ready: good.length + made.length, made: made.length, ended }
}

/** Answers what the day has cost so far. */
const meter = (
  plane: Plane,
  poolId: string,
  boxes: readonly WarmBox[],
  microsPerHour: number,
  now: Instant,
): Promise<number> =>
  plane.transact(poolId, async (tx) => {
    const pool = await tx.get(pools, poolId)
    if (!pool) return 0
    const day = now.slice(0, 10)
    let spent = pool.day === day ? pool.spent_micros : 0
    for (const { id } of boxes) {
      const box = await tx.get(warmBoxes, id)
      if (!box || box.status === 'making') continue
      const until = earliest(now, box.claimed_at ?? now, box.expires_at)
      const seconds = Math.floor(secondsBetween(box.metered_at, until))
      if (seconds <= 0) continue
      spent += costOf(seconds, microsPerHour)
      tx.update(warmBoxes, id, { ...box, metered_at: plusSeconds(box.metered_at, seconds) })
    }
    tx.update(pools, poolId, { ...pool, day, spent_micros: spent })
    return spent
  })

/** Whether it may wait on. */
async function isGood(plane: Plane, pool: Pool, box: WarmBox, now: Instant): Promise<boolean> {
  if (box.shape !== shapeOf(pool)) return false
  if (box.status === 'making')
    return secondsBetween(box.made_at, now) < limits.provisioningSecondsMax
  if (box.status !== 'ready' || secondsBetween(now, box.expires_at) < limits.warmBoxSecondsMin)
    return false
  return (await plane.providers[box.backend].observe(box.id)).state === 'running'
}

/** Ends one, unless it is a session's that has not got it yet. */
async function put(plane: Plane, { id, backend, pool_id: poolId }: WarmBox): Promise<boolean> {
  const box = await plane.transact(poolId, async (tx) => {
    const found = await tx.get(warmBoxes, id)
    if (found && found.status !== 'claimed')
      tx.update(warmBoxes, id, { ...found, status: 'ending' })
    return found
  })
  if (!box) return false
  if (box.session_id) {
    const session = await read(plane.db, sessions, box.session_id)
    if (session?.status === 'provisioning') return false
  }
  await plane.providers[backend].stop(id, 0)
  await plane.transact(poolId, async (tx) => {
    if (await tx.get(warmBoxes, id)) tx.delete(warmBoxes, id)
  })
  return box.status !== 'claimed'
}

async function make(plane: Plane, pool: Pool): Promise<void> {
  const at = plane.clock.now()
  const box: WarmBox = {
    id: newId('warmBox'),
    pool_id: pool.id,
    backend: pool.backend,
    shape: shapeOf(pool),
    status: 'making',
    made_at: at,
    expires_at: plusSeconds(at, limits.warmBoxSeconds),
    metered_at: at,
    session_id: null,
    claimed_at: null,
  }
  await plane.transact(pool.id, (tx) => tx.create(warmBoxes, box.id, box))
  await plane.providers[pool.backend].start({
    sessionId: box.id,
    accountId: '',
    template: pool.template,
    env: {},
    cpuMillis: pool.resources.cpu_millis,
    memoryMb: pool.resources.memory_mb,
    diskMb: pool.resources.disk_mb,
    gpu: pool.resources.gpu,
    leaseSeconds: limits.warmBoxSeconds,
    agentKey: plane.agentKey(box.id),
  })
  await plane.transact(pool.id, async (tx) => {
    const found = await tx.get(warmBoxes, box.id)
    if (found?.status === 'making') tx.update(warmBoxes, box.id, { ...found, status: 'ready' })
  })
}
