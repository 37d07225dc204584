import { api } from '../../shared/contract/index.ts'
import { listPurchases } from '../../shared/purchases/store.ts'
import { viewPurchase } from '../../shared/purchases/view.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.purchases.list, async ({ query, caller }, plane) => {
  const { limit, cursor } = query
  const found = await listPurchases(plane.db, caller.accountId, {
    limit: limit + 1,
    after: afterCursor(cursor),
  })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    purchases: page.map(viewPurchase),
    next_cursor: last ? cursorOf({ at: last.created_at, id: last.id }) : null,
  }
})
