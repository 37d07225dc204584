import { allAudit } from '../../shared/audit/export.ts'
import { csvOfRecords, viewRecord } from '../../shared/audit/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.audit.searchCsv, async ({ query }, { db }) => {
  const { account_id: accountId, ...filter } = query
  return csvOfRecords((await allAudit(db, { ...filter, accountId })).map(viewRecord))
})
