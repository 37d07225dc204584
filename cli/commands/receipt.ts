import { type Common, connect } from '../api.ts'
import { entryHeadings, entryRow } from '../ledger.ts'
import { print, printFields, printJson, printTable } from '../output.ts'
import { fields } from '../summary.ts'

export async function receipt(id: string, flags: Common) {
  const found = await connect(flags).sessions.receipt({ params: { id } })
  if (flags.json) return printJson(found)
  printFields(fields(found))
  print('')
  printTable(entryHeadings, found.entries.map(entryRow))
}
