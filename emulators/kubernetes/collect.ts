import * as z from 'zod'
import type { Cluster } from './cluster.ts'
import { kinds } from './kinds.ts'
import { remove } from './objects/remove.ts'
import type { Stored } from './state.ts'

const Owned = z.looseObject({
  ownerReferences: z.array(z.looseObject({ uid: z.string() })).default([]),
})

const ownersOf = ({ metadata }: Stored) => Owned.parse(metadata).ownerReferences

/**
 * Deletes what belonged to what is gone, a little after it went, as a cluster's garbage collector does; what came when its
 * owner had gone already goes as well. What also belongs to somebody who is there stays.
 */
export function collectGarbage(cluster: Cluster): () => void {
  const { store } = cluster
  const isThere = (uid: string) => store.everything().some(({ metadata }) => metadata.uid === uid)
  const consider = (object: Stored) => {
    const owners = ownersOf(object)
    if (owners.length === 0 || owners.some(({ uid }) => isThere(uid))) return
    const { namespace = '', name, uid } = object.metadata
    const kind = kinds.find((one) => one.kind === object.kind)
    if (!kind || store.get({ kind, namespace }, name)?.metadata.uid !== uid) return
    remove(cluster, { kind, namespace }, name, {})
  }
  return store.listen(({ type, object }) => {
    if (type === 'ADDED') setImmediate(consider, object)
    if (type !== 'DELETED') return
    const dependents = store
      .everything()
      .filter((one) => ownersOf(one).some(({ uid }) => uid === object.metadata.uid))
    for (const dependent of dependents) setImmediate(consider, dependent)
  })
}

/** Who is to outlive it belongs to it no more. */
export function orphan({ store }: Cluster, owner: Stored): void {
  for (const object of store.everything()) {
    const owners = ownersOf(object)
    const others = owners.filter(({ uid }) => uid !== owner.metadata.uid)
    const kind = kinds.find((one) => one.kind === object.kind)
    if (!kind || others.length === owners.length) continue
    store.put(kind, { ...object, metadata: { ...object.metadata, ownerReferences: others } })
  }
}
