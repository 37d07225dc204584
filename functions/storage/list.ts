import { api } from '../../shared/contract/index.ts'
import { listStorage } from '../../shared/storage/store.ts'
import { viewStorage } from '../../shared/storage/view.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.storage.list, async ({ query, caller }, plane) => {
  const { limit, cursor } = query
  const now = plane.clock.now()
  const prices = await plane.prices(now)
  const found = await listStorage(plane.db, caller.accountId, {
    limit: limit + 1,
    after: afterCursor(cursor),
  })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    storage: page.map((resource) => viewStorage(resource, prices, now)),
    next_cursor: last ? cursorOf({ at: last.created_at, id: last.id }) : null,
  }
})
