import { listAudit } from '../../shared/audit/store.ts'
import { viewOfAccount } from '../../shared/audit/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.audit.list, async ({ query, caller }, { db }) => {
  const { limit, cursor, ...filter } = query
  const page = { limit, after: afterCursor(cursor) }
  const { records, next } = await listAudit(db, { ...filter, accountId: caller.accountId }, page)
  return { records: records.map(viewOfAccount), next_cursor: next && cursorOf(next) }
})
