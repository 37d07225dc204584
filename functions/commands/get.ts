import { findCommand } from '../../shared/commands/history.ts'
import { viewOf } from '../../shared/commands/view.ts'
import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'

export default handle(api.commands.get, async ({ params, caller }, plane) => {
  const session = await findSession(plane.db, caller.accountId, params.id)
  return viewOf(await findCommand(plane, session, params.command_id))
})
