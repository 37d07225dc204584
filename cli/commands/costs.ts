import { costs as route } from '../../shared/contract/reports.ts'
import { type Common, connect } from '../api.ts'
import { printJson, printTable, tell } from '../output.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly by: string
  readonly from?: string
  readonly to?: string
}

export async function costs(flags: Flags) {
  const query = valid(route.query, { by: flags.by, from: flags.from, to: flags.to })
  const found = await connect(flags).billing.costs({ query })
  if (flags.json) return printJson(found)
  printTable(
    [found.by.toUpperCase(), 'SESSIONS', 'CHARGED'],
    found.groups.map(({ value, sessions, charged }) => [
      value ?? '-',
      String(sessions),
      charged.display,
    ]),
  )
  tell(`${found.total.display} credits from ${found.from} to ${found.to}`)
}
