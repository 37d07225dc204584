import { api } from '../../../shared/contract/index.ts'
import { findSession, notRunning } from '../../../shared/sessions/find.ts'
import { isOver } from '../../../shared/sessions/states.ts'
import { handle } from '../../handle.ts'
import remove from '../../sessions/delete.ts'
import { ourId } from './session.ts'

export default handle(api.execbox.stopSession, async (call, plane) => {
  const session = await findSession(plane.db, call.caller.accountId, ourId(call.params.id))
  if (isOver(session.status)) throw notRunning(session)
  await remove.run({ ...call, params: { id: session.id } }, plane)
  return { status: 'stopped' as const }
})
