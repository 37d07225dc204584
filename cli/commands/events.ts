import { type Common, connect } from '../api.ts'
import { printJson, printTable } from '../output.ts'

export async function events(id: string, flags: Common) {
  const found = await connect(flags).sessions.events({ params: { id } })
  if (flags.json) return printJson(found)
  printTable(
    ['AT', 'EVENT', 'DATA'],
    found.events.map(({ at, type, data }) => [at, type, JSON.stringify(data)]),
  )
}
