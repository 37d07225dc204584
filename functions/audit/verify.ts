import { verifyAudit } from '../../shared/audit/verify.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.audit.verify, async (_, { db }) => {
  const { findings, ...verdict } = await verifyAudit(db)
  return { ...verdict, findings: [...findings] }
})
