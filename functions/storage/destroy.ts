import { api } from '../../shared/contract/index.ts'
import { destroy } from '../../shared/storage/change.ts'
import { handle } from '../handle.ts'
import { asItStands } from './asItStands.ts'

export default handle(api.storage.destroy, async ({ params, caller }, plane) => {
  const now = plane.clock.now()
  const resource = await plane.transact(caller.accountId, (tx) =>
    destroy(tx, caller, params.resource_id, now),
  )
  return asItStands(plane, resource)
})
