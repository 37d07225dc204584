import { type Common, connect } from '../api.ts'
import { printFields, printJson } from '../output.ts'

export async function get(id: string, flags: Common) {
  const session = await connect(flags).sessions.get({ params: { id } })
  if (flags.json) return printJson(session)
  const { rate_per_hour: rate, resources, labels, details, ...rest } = session
  printFields({
    ...textOf(rest),
    rate_per_hour: `${rate.display} credits`,
    cpu: `${resources.cpu_millis / 1000}`,
    memory: `${resources.memory_mb} MiB`,
    disk: `${resources.disk_mb} MiB`,
    ...(resources.gpu ? { gpu: resources.gpu } : {}),
    ...textOf(labels, 'label '),
    ...textOf(details),
  })
}

const textOf = (fields: object, before = '') =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [before + name, plain(value)] as const),
  )

const plain = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '-')
