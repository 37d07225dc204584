import * as z from 'zod'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { type Cluster, inWholeSeconds } from '../cluster.ts'
import { type Kind, kindNamed, kinds } from '../kinds.ts'
import { overtaken } from '../refusal.ts'
import type { Stored } from '../state.ts'
import type { Place } from '../store.ts'
import { get } from './get.ts'
import { strategyOf } from './strategies.ts'

export const DeleteOptions = z.looseObject({
  gracePeriodSeconds: z.number().nullish(),
  preconditions: z
    .looseObject({ uid: z.string().nullish(), resourceVersion: z.string().nullish() })
    .nullish(),
  dryRun: z.array(z.string()).nullish(),
  propagationPolicy: z.enum(['Orphan', 'Background', 'Foreground']).nullish(),
})
export type DeleteOptions = z.output<typeof DeleteOptions>

/**
 * At once, unless something has to end first: a pod's processes, the content of a namespace, or whoever put a
 * finalizer on it. Until then it is there, with the time it was deleted.
 */
export function remove(cluster: Cluster, place: Place, name: string, options: DeleteOptions) {
  const { kind } = place
  const found = get(cluster, place, name)
  const { uid, resourceVersion } = options.preconditions ?? {}
  if (uid && uid !== found.metadata.uid) throw overtaken(kind, name)
  if (resourceVersion && resourceVersion !== found.metadata.resourceVersion) {
    throw overtaken(kind, name)
  }
  if (options.dryRun?.length) return { object: found, isGone: false }
  const graceSeconds = strategyOf(kind).graceSeconds?.(found, options.gracePeriodSeconds) ?? 0
  const going = cluster.store.put(kind, marked(cluster, found, graceSeconds))
  if (kind === namespaceKind) emptyOut(cluster, name)
  const left = settled(cluster, kind, cluster.store.get(place, name) ?? going)
  return { object: left, isGone: cluster.store.get(place, name) === undefined }
}

/** With the time when it is to be gone. Told again with less grace that is sooner, never later. */
function marked(cluster: Cluster, found: Stored, graceSeconds: number): Stored {
  const { deletionTimestamp: dueAt, deletionGracePeriodSeconds: before = 0 } = found.metadata
  const grace = dueAt === undefined ? graceSeconds : Math.min(before, graceSeconds)
  const due = plusSeconds(dueAt ?? cluster.time.now(), dueAt === undefined ? grace : grace - before)
  return {
    ...found,
    ...(found.kind === 'Namespace' ? { status: { phase: 'Terminating' } } : {}),
    metadata: {
      ...found.metadata,
      deletionTimestamp: inWholeSeconds(due),
      deletionGracePeriodSeconds: grace,
    },
  }
}

/** Gone now if it was deleted and nothing holds it any more. */
export function settled(cluster: Cluster, kind: Kind, object: Stored): Stored {
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds } = object.metadata
  if (deletionTimestamp === undefined || finalizers.length > 0) return object
  if (deletionGracePeriodSeconds) return object
  if (kind === namespaceKind && cluster.store.within(object.metadata.name).length > 0) return object
  const { namespace = '', name } = object.metadata
  if (!cluster.store.get({ kind, namespace }, name)) return object
  const gone = cluster.store.remove(kind, object)
  if (namespace !== '') {
    const around = cluster.store.get({ kind: namespaceKind, namespace: '' }, namespace)
    if (around) settled(cluster, namespaceKind, around)
  }
  return gone
}

function emptyOut(cluster: Cluster, namespace: string) {
  for (const { kind: name, metadata } of cluster.store.within(namespace)) {
    const kind = kinds.find((one) => one.kind === name)
    if (kind) remove(cluster, { kind, namespace }, metadata.name, {})
  }
}

const namespaceKind = kindNamed('Namespace')
