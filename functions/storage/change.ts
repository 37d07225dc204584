import { api } from '../../shared/contract/index.ts'
import { change } from '../../shared/storage/change.ts'
import { viewStorage } from '../../shared/storage/view.ts'
import { handle } from '../handle.ts'

export default handle(api.storage.change, async ({ params, body, caller }, plane) => {
  const { accountId } = caller
  const resource = await plane.transact(accountId, (tx) =>
    change(tx, caller, params.resource_id, body),
  )
  return viewStorage(plane, resource)
})
