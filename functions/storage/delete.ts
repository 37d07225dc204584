import { api } from '../../shared/contract/index.ts'
import { remove } from '../../shared/storage/remove.ts'
import { viewStorage } from '../../shared/storage/view.ts'
import { handle } from '../handle.ts'

export default handle(api.storage.delete, async ({ params }, plane) => {
  const now = plane.clock.now()
  const resource = await plane.transact(params.id, (tx) => remove(tx, params.id, now))
  return viewStorage(resource, await plane.prices(now), now)
})
