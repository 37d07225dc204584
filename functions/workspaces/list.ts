import { api } from '../../shared/contract/index.ts'
import { isFor } from '../../shared/workspaces/find.ts'
import { listWorkspaces } from '../../shared/workspaces/store.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.workspaces.list, async ({ query, caller }, plane) => {
  const { limit, cursor } = query
  const page = { limit: limit + 1, after: afterCursor(cursor) }
  const found = await listWorkspaces(
    plane.db,
    { accountId: caller.accountId, status: 'active' },
    page,
  )
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  return {
    workspaces: shown
      .filter((workspace) => isFor(workspace, caller))
      .map((workspace) => viewWorkspace(plane, workspace)),
    next_cursor: last ? cursorOf({ at: last.created_at, id: last.id }) : null,
  }
})
