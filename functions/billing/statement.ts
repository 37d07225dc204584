import { api } from '../../shared/contract/index.ts'
import { statementOf } from '../../shared/reports/statement.ts'
import { handle } from '../handle.ts'

export default handle(api.billing.statement, ({ params, caller }, { db, clock }) =>
  statementOf(db, caller.accountId, params.month, clock.now()),
)
