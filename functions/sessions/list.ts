import { api } from '../../shared/contract/index.ts'
import { listSessions } from '../../shared/sessions/store.ts'
import { view } from '../../shared/sessions/view.ts'
import { workspaceIdOf } from '../../shared/workspaces/find.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.sessions.list, async ({ query, caller }, plane) => {
  const { limit, cursor, status, workspace_id: workspace, label } = query
  const workspaceId = workspace && (await workspaceIdOf(plane.db, caller.accountId, workspace))
  const found = await listSessions(
    plane.db,
    caller.accountId,
    { status, workspaceId, label },
    { limit: limit + 1, after: afterCursor(cursor) },
  )
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    sessions: page.map((session) => view(session, plane.publicUrl)),
    next_cursor: last ? cursorOf({ at: last.created_at, id: last.id }) : null,
  }
})
