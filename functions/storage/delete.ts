import { api } from '../../shared/contract/index.ts'
import { remove } from '../../shared/storage/remove.ts'
import { handle } from '../handle.ts'
import { asItStands } from './asItStands.ts'

export default handle(api.storage.delete, async ({ params }, plane) => {
  const now = plane.clock.now()
  return asItStands(plane, await plane.transact(params.id, (tx) => remove(tx, params.id, now)))
})
