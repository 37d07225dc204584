import { api } from '../../shared/contract/index.ts'
import { derivedId, newId, sha256 } from '../../shared/platform/ids.ts'
import { register } from '../../shared/storage/register.ts'
import { viewStorage } from '../../shared/storage/view.ts'
import { handle } from '../handle.ts'

export default handle(api.storage.create, async ({ body, headers }, plane) => {
  const key = headers['idempotency-key']
  const wanted = {
    ...body,
    id: key ? derivedId('storage', body.account_id, key) : newId('storage'),
    request_hash: key ? sha256(JSON.stringify(body)).toString('hex') : null,
    created_at: plane.clock.now(),
  }
  const resource = await plane.transact(body.account_id, (tx) => register(tx, wanted))
  return viewStorage(plane, resource)
})
