import { api } from '../../shared/contract/index.ts'
import { listWorkspaces } from '../../shared/workspaces/store.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

/** Deleted ones among them: their status says so. */
export default handle(api.adminWorkspaces.list, async ({ query }, plane) => {
  const { limit, cursor, account_id: accountId } = query
  const page = { limit: limit + 1, after: afterCursor(cursor) }
  const found = await listWorkspaces(plane.db, { accountId }, page)
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  return {
    workspaces: shown.map((workspace) => viewWorkspace(plane, workspace)),
    next_cursor: last ? cursorOf({ at: last.created_at, id: last.id }) : null,
  }
})
