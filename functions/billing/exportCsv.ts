import { api } from '../../shared/contract/index.ts'
import { csvOf } from '../../shared/reports/csv.ts'
import { entriesIn } from '../../shared/reports/entries.ts'
import { focusRows } from '../../shared/reports/focus.ts'
import { periodOf } from '../../shared/reports/period.ts'
import { handle } from '../handle.ts'

export default handle(api.billing.exportCsv, async ({ query, caller }, { db, clock }) =>
  csvOf(focusRows(await entriesIn(db, caller.accountId, periodOf(query, clock.now())))),
)
