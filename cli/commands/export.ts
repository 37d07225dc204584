import { exportJson as route } from '../../shared/contract/reports.ts'
import { type Common, connect } from '../api.ts'
import { printJson } from '../output.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly from?: string
  readonly to?: string
}

export async function exportCharges(flags: Flags) {
  const { billing } = connect(flags)
  const query = valid(route.query, { from: flags.from, to: flags.to })
  if (flags.json) return printJson(await billing.exportJson({ query }))
  process.stdout.write(await billing.exportCsv({ query }))
}
