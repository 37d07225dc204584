import { outputOf } from '../../shared/commands/history.ts'
import { answerOf } from '../../shared/commands/view.ts'
import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'

export default handle(api.commands.output, async ({ params, query, caller }, plane) => {
  const session = await findSession(plane.db, caller.accountId, params.id)
  const of = { number: params.command_id, ...query }
  return answerOf(query.stream, await outputOf(plane, session, of))
})
