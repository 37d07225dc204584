import { api } from '../../shared/contract/index.ts'
import { money } from '../../shared/contract/money.ts'
import { entriesIn } from '../../shared/reports/entries.ts'
import { focusRows } from '../../shared/reports/focus.ts'
import { periodOf } from '../../shared/reports/period.ts'
import { handle } from '../handle.ts'

export default handle(api.billing.exportJson, async ({ query, caller }, { db, clock }) => {
  const period = periodOf(query, clock.now())
  const rows = focusRows(await entriesIn(db, caller.accountId, period))
  return { ...period, rows, total: money(rows.reduce((sum, row) => sum + row.x_Micros, 0)) }
})
