import { type Common, connect } from '../api.ts'
import { Failure } from '../failure.ts'
import { print, printJson, printTable } from '../output.ts'
import { during } from '../progress.ts'

interface Naming extends Common {
  readonly name?: string
}

export async function snapshot(id: string, flags: Naming) {
  const made = await taken(id, flags)
  if (flags.json) return printJson(made)
  print(made.id)
}

export async function snapshots(id: string, flags: Common) {
  const found = await connect(flags).snapshots.list({ params: { id } })
  if (flags.json) return printJson(found)
  printTable(
    ['ID', 'NAME', 'STATUS', 'BYTES', 'CREATED'],
    found.snapshots.map((one) => [
      one.id,
      one.name ?? '-',
      one.status,
      String(one.size_bytes ?? '-'),
      one.created_at,
    ]),
  )
}

/** A new session that begins with the files another has now. */
export async function fork(id: string, flags: Naming) {
  const made = await taken(id, flags)
  const { template, resources } = made
  const { provider } = await connect(flags).sessions.get({ params: { id } })
  const body = { template, resources, provider, snapshot: made.id }
  const session = await during(
    'Making a session…',
    flags.json,
    connect(flags).sessions.create({ body }),
  )
  if (flags.json) return printJson(session)
  print(session.id)
}

async function taken(id: string, flags: Naming) {
  const body = flags.name ? { name: flags.name } : {}
  const taking = connect(flags).snapshots.create({ params: { id }, query: { wait: 60 }, body })
  const made = await during('Keeping its files…', flags.json, taking)
  if (made.status === 'ready') return made
  throw new Failure('snapshot_not_ready', `${made.id} is ${made.status}: ${made.why ?? 'not yet'}`)
}
