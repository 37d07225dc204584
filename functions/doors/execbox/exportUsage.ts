import { stringify } from 'csv-stringify/sync'
import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import { dailyUsage } from './usage.ts'

export default handle(api.execbox.exportUsage, async ({ query, caller }, { db, clock }) => {
  const daily = await dailyUsage(db, caller.accountId, query.days, clock.now())
  if (query.format === 'json') return Response.json(daily)
  const columns = ['date', 'executions', 'duration_ms', 'cost_cents', 'errors']
  return new Response(stringify(daily, { header: true, columns }), {
    headers: {
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename="usage.csv"',
    },
  })
})
