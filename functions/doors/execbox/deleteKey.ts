import { api } from '../../../shared/contract/index.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { handle } from '../../handle.ts'
import deactivate from '../../keys/deactivate.ts'
import get from '../../keys/get.ts'

export default handle(api.execbox.deleteKey, async (call, plane) => {
  const native = { ...call, query: undefined, headers: undefined, body: undefined }
  const { parent_id: parent } = await get.run(native, plane)
  if (!parent) throw new Fault('malformed_request', 'the primary key stays: revoke it natively')
  await deactivate.run(native, plane)
  return new Response(null, { status: 204 })
})
