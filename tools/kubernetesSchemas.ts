import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { kinds } from '../emulators/kubernetes/kinds.ts'
import { modelOf } from '../emulators/kubernetes/schema/models.ts'

/**
 * The fields of each kind that is emulated and of all they hold, a line of text a type: as the official client has them,
 * which is generated from what Kubernetes publishes. A field that need not be there ends in a question mark.
 */
export function kubernetesSchemas(): string {
  const found: Record<string, Fields> = {}
  const wanted = kinds.map(modelOf)
  for (const name of wanted) {
    if (name in found) continue
    const fields = fieldsOf(name)
    found[name] = fields
    wanted.push(...Object.values(fields).flatMap((type) => type.match(modelName) ?? []))
  }
  const lines = Object.entries(found)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, fields]) => `  ${JSON.stringify(name)}: ${JSON.stringify(fields)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

/** All but the time in microseconds, which is text. */
const modelName = /(?!V1MicroTime)\b\w*V\d\w+/g

type Fields = Readonly<Record<string, string>>

const models = join(
  dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node')),
  'gen/models',
)

/** The client puts a line under names that TypeScript keeps for itself. */
function fieldsOf(name: string): Fields {
  const text = readFileSync(join(models, `${name}.d.ts`), 'utf8').replaceAll(
    /\/\*[\s\S]*?\*\//g,
    '',
  )
  const fields = text.matchAll(/^ {4}'(_?)([^']+)'(\??): ((?:\{[^}]*\}|[^;{])+);/gm)
  return Object.fromEntries(
    [...fields].map(([, , field, optional, type = '']) => [
      `${field}${optional}`,
      type.replace(/\{\s*\[key: string\]: ([^;]+);\s*\}/, 'Map<$1>'),
    ]),
  )
}
