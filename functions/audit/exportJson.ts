import { allAudit } from '../../shared/audit/export.ts'
import { viewOfAccount } from '../../shared/audit/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.audit.exportJson, async ({ query, caller }, { db }) => {
  const records = await allAudit(db, { ...query, accountId: caller.accountId })
  return { records: records.map(viewOfAccount) }
})
