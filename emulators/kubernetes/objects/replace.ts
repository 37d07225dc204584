import type { Cluster } from '../cluster.ts'
import { apiVersionOf } from '../kinds.ts'
import { invalid, overtaken } from '../refusal.ts'
import type { Stored } from '../state.ts'
import type { Place } from '../store.ts'
import { type Making, metadataOf } from './create.ts'
import { get } from './get.ts'
import { read } from './read.ts'
import { settled } from './remove.ts'
import { strategyOf } from './strategies.ts'

export interface Write extends Making {
  readonly subresource?: string
}

/** Whole, but for what is the server's own. What is below an object, its status, is replaced alone. */
export function replace(
  cluster: Cluster,
  place: Place,
  name: string,
  body: unknown,
  { subresource = '', isTried = false, managedFields, ...reading }: Write = {},
): Stored {
  const before = get(cluster, place, name)
  const { kind } = place
  const told = read(place, body, reading)
  const { name: itsName = name, resourceVersion, uid } = told.metadata
  if (itsName !== name) throw invalid(kind, name, [immutable('metadata.name', itsName)])
  if (uid !== undefined && uid !== before.metadata.uid) throw overtaken(kind, name)
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) {
    throw overtaken(kind, name)
  }
  if (subresource === 'status') {
    return isTried ? before : cluster.store.put(kind, { ...before, status: told.status })
  }
  const {
    uid: itsUid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
  } = before.metadata
  const { status: _, ...rest } = told
  const next: Stored = {
    ...rest,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      ...metadataOf(told),
      name,
      ...(kind.isNamespaced ? { namespace: place.namespace } : {}),
      uid: itsUid,
      creationTimestamp,
      resourceVersion: before.metadata.resourceVersion,
      managedFields: managedFields ?? before.metadata.managedFields,
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp, deletionGracePeriodSeconds }),
    },
    ...('status' in before ? { status: before.status } : {}),
  }
  const admitted = strategyOf(kind).onUpdate(next, before, cluster)
  if (isTried) return admitted
  return settled(cluster, kind, cluster.store.put(kind, admitted))
}

const immutable = (field: string, value: string) =>
  ({
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: "${value}": field is immutable`,
  }) as const
