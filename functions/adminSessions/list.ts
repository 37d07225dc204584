import { api } from '../../shared/contract/index.ts'
import { inspected } from '../../shared/sessions/inspect.ts'
import { listSessions } from '../../shared/sessions/store.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.adminSessions.list, async ({ query }, plane) => {
  const { limit, cursor, status, account_id: accountId } = query
  const window = { limit: limit + 1, after: afterCursor(cursor) }
  const found = await listSessions(plane.db, accountId ?? null, { status }, window)
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    sessions: page.map((session) => inspected(session, plane.publicUrl)),
    next_cursor: last ? cursorOf({ at: last.created_at, id: last.id }) : null,
  }
})
