import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import remove from '../../sessions/delete.ts'
import { ourId } from './session.ts'

export default handle(api.execbox.killSession, async (call, plane) => {
  await remove.run({ ...call, params: { id: ourId(call.params.id) } }, plane)
  return { status: 'killed' as const }
})
