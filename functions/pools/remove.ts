import { api } from '../../shared/contract/index.ts'
import { removePool } from '../../shared/pools/set.ts'
import { handle } from '../handle.ts'

export default handle(api.pools.remove, ({ params: { id } }, plane) =>
  plane.transact(id, (tx) => removePool(tx, id)),
)
