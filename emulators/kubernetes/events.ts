import { randomUUID } from 'node:crypto'
import { type Cluster, stamp } from './cluster.ts'
import { kindNamed } from './kinds.ts'
import type { Stored } from './state.ts'

/** Tells whoever asks for events what became of an object. */
export function record(
  cluster: Cluster,
  about: Stored,
  { type, reason, message }: { type: 'Normal' | 'Warning'; reason: string; message: string },
): void {
  const { namespace = '', name, uid } = about.metadata
  const now = stamp(cluster)
  const eventUid = randomUUID()
  cluster.store.put(kindNamed('Event'), {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name}.${eventUid.slice(0, 13).replace('-', '')}`,
      namespace,
      uid: eventUid,
      creationTimestamp: now,
      resourceVersion: '',
    },
    involvedObject: { kind: about.kind, apiVersion: about.apiVersion, namespace, name, uid },
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    source: { component: 'kubelet' },
  })
}
