import { listAudit } from '../../shared/audit/store.ts'
import { viewRecord } from '../../shared/audit/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'
import { afterCursor, cursorOf } from '../paging.ts'

export default handle(api.audit.search, async ({ query }, { db }) => {
  const { limit, cursor, account_id: accountId, ...filter } = query
  const page = { limit, after: afterCursor(cursor) }
  const { records, next } = await listAudit(db, { ...filter, accountId }, page)
  return { records: records.map(viewRecord), next_cursor: next && cursorOf(next) }
})
