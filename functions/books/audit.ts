import { api } from '../../shared/contract/index.ts'
import { auditBooks } from '../../shared/ledger/audit.ts'
import { handle } from '../handle.ts'

export default handle(api.books.audit, async (_, { db }) => {
  const audit = await auditBooks(db)
  return {
    accounts: audit.accounts,
    entries: audit.entries,
    sum_micros: audit.sumMicros,
    findings: audit.findings.map(({ accountId, problem }) => ({ account_id: accountId, problem })),
  }
})
