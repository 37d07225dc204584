import { api } from '../../shared/contract/index.ts'
import { allPools, allWarmBoxes } from '../../shared/pools/store.ts'
import { viewPool } from '../../shared/pools/view.ts'
import { handle } from '../handle.ts'

export default handle(api.pools.list, async (_, plane) => {
  const now = plane.clock.now()
  const [found, boxes, prices] = await Promise.all([
    allPools(plane.db),
    allWarmBoxes(plane.db),
    plane.prices(now),
  ])
  return { pools: found.map((pool) => viewPool(pool, boxes, { prices, now })) }
})
