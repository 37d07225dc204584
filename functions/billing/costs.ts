import { api } from '../../shared/contract/index.ts'
import { costsBy } from '../../shared/reports/costs.ts'
import { periodOf } from '../../shared/reports/period.ts'
import { handle } from '../handle.ts'

export default handle(api.billing.costs, ({ query, caller }, { db, clock }) =>
  costsBy(db, caller.accountId, query.by, periodOf(query, clock.now())),
)
