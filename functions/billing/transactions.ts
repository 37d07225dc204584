import { api } from '../../shared/contract/index.ts'
import { listEntries } from '../../shared/ledger/store.ts'
import { onTheWire } from '../../shared/ledger/wire.ts'
import { handle } from '../handle.ts'

export default handle(api.billing.transactions, async ({ query, caller }, { db }) => {
  const { limit, cursor, verb, session_id: sessionId } = query
  const found = await listEntries(
    db,
    caller.accountId,
    { verb, sessionId },
    { limit: limit + 1, beforeSeq: cursor ?? null },
  )
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    transactions: page.map(onTheWire),
    next_cursor: last ? String(last.seq) : null,
  }
})
