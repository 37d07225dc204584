import { api } from '../../shared/contract/index.ts'
import { setPool } from '../../shared/pools/set.ts'
import { allWarmBoxes } from '../../shared/pools/store.ts'
import { viewPool } from '../../shared/pools/view.ts'
import { handle } from '../handle.ts'

export default handle(api.pools.set, async ({ params: { id }, body: wish }, plane) => {
  const at = plane.clock.now()
  const pool = await plane.transact(id, (tx) => setPool(tx, plane.placement, { id, wish, at }))
  return viewPool(pool, await allWarmBoxes(plane.db), { prices: await plane.prices(at), now: at })
})
