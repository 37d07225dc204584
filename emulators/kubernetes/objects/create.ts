import { randomBytes, randomUUID } from 'node:crypto'
import { type Cluster, stamp } from '../cluster.ts'
import { apiVersionOf, kindNamed } from '../kinds.ts'
import { forbidden, invalid, noSuch, thereAlready } from '../refusal.ts'
import type { Stored } from '../state.ts'
import type { Place } from '../store.ts'
import { type Reading, read, type Told } from './read.ts'
import { strategyOf } from './strategies.ts'

export interface Making extends Reading {
  readonly isTried?: boolean
  /** Whose its fields are, where somebody applied it. */
  readonly managedFields?: readonly object[]
}

/** Told to try it only, nothing is kept. */
export function create(
  cluster: Cluster,
  place: Place,
  body: unknown,
  { isTried = false, managedFields, ...reading }: Making = {},
): Stored {
  const told = read(place, body, reading)
  const { kind, namespace } = place
  const strategy = strategyOf(kind)
  const name = nameOf(told)
  if (!strategy.name.test(name)) throw invalid(kind, name, [wrongName(name)])
  if (kind.isNamespaced) refuseNowhere(cluster, place, name)
  const { status: _, ...rest } = told
  const fresh: Stored = {
    ...rest,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      ...metadataOf(told),
      name,
      ...(kind.isNamespaced ? { namespace } : {}),
      uid: randomUUID(),
      creationTimestamp: stamp(cluster),
      resourceVersion: '',
      ...(managedFields ? { managedFields } : {}),
    },
  }
  const admitted = strategy.onCreate(fresh, cluster)
  // As in a real cluster: what is over its quota is refused for that, even if it is there already.
  if (cluster.store.get(place, name)) throw thereAlready(kind, name)
  if (isTried) return admitted
  const made = cluster.store.put(kind, admitted)
  for (const { place: its, body: companion } of strategy.companions?.(made) ?? []) {
    create(cluster, its, companion)
  }
  return made
}

/** As the client said them, without what only the server says. */
export function metadataOf({ metadata }: Told) {
  const { labels, finalizers, managedFields: _, deletionTimestamp: __, ...rest } = metadata
  return {
    ...rest,
    ...(labels ? { labels } : {}),
    ...(finalizers ? { finalizers } : {}),
  }
}

function nameOf({ metadata: { name, generateName } }: Told): string {
  if (name || !generateName) return name ?? ''
  return `${generateName.slice(0, 58)}${randomBytes(4).toString('hex').slice(0, 5)}`
}

function refuseNowhere({ store }: Cluster, { kind, namespace }: Place, name: string) {
  const within = store.get(inNone, namespace)
  if (!within) throw noSuch(inNone.kind, namespace)
  if (within.metadata.deletionTimestamp !== undefined) {
    throw forbidden(
      kind,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    )
  }
}

const inNone: Place = { kind: kindNamed('Namespace'), namespace: '' }

const wrongName = (name: string) =>
  name === ''
    ? ({
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      } as const)
    : ({
        reason: 'FieldValueInvalid',
        field: 'metadata.name',
        message: `Invalid value: "${name}": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`,
      } as const)
