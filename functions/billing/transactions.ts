import { api } from '../../shared/contract/index.ts'
import { listEntries } from '../../shared/ledger/store.ts'
import { onTheWire } from '../../shared/ledger/wire.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.billing.transactions, async ({ query, caller }, { db }) => {
  const { limit, cursor } = query
  const after = afterCursor(cursor)
  const found = await listEntries(db, caller.accountId, { limit: limit + 1, after })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    transactions: page.map(onTheWire),
    next_cursor: last ? cursorOf({ at: last.at, id: last.id }) : null,
  }
})
