import type { V1Pod } from '@kubernetes/client-node'
import { type Cluster, orNone } from './cluster.ts'

/** Deletes a pod at once, and with it what it owns. Nothing there: nothing done. */
export async function remove(cluster: Cluster, { metadata }: V1Pod): Promise<void> {
  const { name, namespace, uid } = metadata ?? {}
  if (!name || !namespace) return
  await orNone(
    cluster.calls(() =>
      cluster.core.deleteNamespacedPod({
        name,
        namespace,
        // A pod of the same name that came since is another.
        body: { gracePeriodSeconds: 0, ...(uid ? { preconditions: { uid } } : {}) },
      }),
    ),
  )
}
