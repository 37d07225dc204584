import { allAudit } from '../../shared/audit/export.ts'
import { viewRecord } from '../../shared/audit/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.audit.searchJson, async ({ query }, { db }) => {
  const { account_id: accountId, ...filter } = query
  return { records: (await allAudit(db, { ...filter, accountId })).map(viewRecord) }
})
