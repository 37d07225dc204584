import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import type { Stored } from '../state.ts'
import type { Pod } from './spec.ts'

/** Something a pod needs is not there yet, or is not what it says: it is tried again. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

/** A field of the pod as its processes are told it: `metadata.name`, `metadata.labels['a']`, `status.podIP` … */
export function fieldOf(pod: Pod, path: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? []
  if (map && key)
    return (map === 'labels' ? pod.metadata.labels : pod.metadata.annotations)[key] ?? ''
  if (path === 'metadata.labels') return lines(pod.metadata.labels)
  if (path === 'metadata.annotations') return lines(pod.metadata.annotations)
  let value: unknown = pod
  for (const part of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  }
  return value === undefined ? '' : String(value)
}

const lines = (map: Readonly<Record<string, string>>) =>
  Object.entries(map)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n')

export type Source = 'ConfigMap' | 'Secret'

/** What a config map or secret holds, as bytes by key. Nothing where it is not there and need not be. */
export function contentOf(
  { store }: Cluster,
  { metadata: { namespace } }: Pod,
  source: Source,
  { name, isOptional = false }: { readonly name: string; readonly isOptional?: boolean },
): ReadonlyMap<string, Buffer> | undefined {
  const found = store.get({ kind: kindNamed(source), namespace }, name)
  if (!found && isOptional) return undefined
  if (!found) {
    throw new NotYet('CreateContainerConfigError', `${source.toLowerCase()} "${name}" not found`)
  }
  return new Map([...entries(found, 'data', source), ...entries(found, 'binaryData', 'Secret')])
}

const entries = (object: Stored, field: string, source: Source) =>
  Object.entries(Object(object[field])).map(
    ([key, value]) =>
      [key, Buffer.from(String(value), source === 'Secret' ? 'base64' : 'utf8')] as const,
  )
