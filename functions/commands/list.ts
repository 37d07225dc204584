import { listCommands } from '../../shared/commands/history.ts'
import { viewOf } from '../../shared/commands/view.ts'
import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'
import { afterNumber } from '../paging.ts'

export default handle(api.commands.list, async ({ params, query, caller }, plane) => {
  const session = await findSession(plane.db, caller.accountId, params.id)
  const page = { after: afterNumber(query.cursor), limit: query.limit + 1 }
  const found = await listCommands(plane, session, page)
  const commands = found.slice(0, query.limit).map(viewOf)
  return {
    commands,
    next_cursor: found.length > query.limit ? (commands.at(-1)?.id ?? null) : null,
  }
})
