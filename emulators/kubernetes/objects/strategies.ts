import { refuseOverQuota } from '../admission/quota.ts'
import type { Cluster } from '../cluster.ts'
import { type Kind, kindNamed } from '../kinds.ts'
import type { Stored } from '../state.ts'
import type { Place } from '../store.ts'
import { pods } from './pods.ts'

/** What is special about a kind where its objects are made, changed and deleted. */
export interface Strategy {
  readonly name: RegExp
  /** What it is made as: defaults, and refusals. */
  onCreate(fresh: Stored, cluster: Cluster): Stored
  onUpdate(next: Stored, before: Stored, cluster: Cluster): Stored
  /** What comes with it, made as whatever else is. */
  companions?(made: Stored): readonly { place: Place; body: object }[]
  /** How long it may take to end, where it does not end at once. */
  graceSeconds?(found: Stored, asked: number | null | undefined): number
}

export function strategyOf({ kind }: Kind): Strategy {
  return strategies[kind] ?? plain
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

const plain: Strategy = {
  name: subdomain,
  onCreate: (fresh) => fresh,
  onUpdate: (next) => next,
}

const strategies: Readonly<Record<string, Strategy>> = {
  Namespace: {
    name: label,
    onCreate: (fresh) => ({ ...called(fresh), ...active }),
    onUpdate: (next, before) => ({ ...called(next), spec: before.spec, status: before.status }),
    // A cluster's own controller makes one in every namespace.
    companions: ({ metadata: { name: namespace } }) => [
      {
        place: { kind: kindNamed('ServiceAccount'), namespace },
        body: { metadata: { name: 'default' } },
      },
    ],
  },
  Pod: { name: subdomain, ...pods },
  Role: { ...plain, name: path() },
  RoleBinding: { ...plain, name: path() },
  ClusterRole: { ...plain, name: path() },
  ClusterRoleBinding: { ...plain, name: path() },
  PersistentVolume: {
    ...plain,
    onCreate: (fresh) => ({ ...fresh, status: { phase: 'Available' } }),
  },
  PersistentVolumeClaim: {
    ...plain,
    onCreate: (fresh, cluster) => {
      refuseOverQuota(cluster, fresh)
      return { ...fresh, status: claimStatus(cluster, fresh) }
    },
  },
  ConfigMap: {
    ...plain,
    onCreate: (fresh, cluster) => {
      refuseOverQuota(cluster, fresh)
      return fresh
    },
  },
  Secret: {
    ...plain,
    onCreate: (fresh, cluster) => {
      refuseOverQuota(cluster, fresh)
      return encoded(fresh)
    },
    onUpdate: (next) => encoded(next),
  },
}

const active = { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }

const called = (namespace: Stored): Stored => ({
  ...namespace,
  metadata: {
    ...namespace.metadata,
    labels: {
      ...namespace.metadata.labels,
      'kubernetes.io/metadata.name': namespace.metadata.name,
    },
  },
})

/** Roles may be called by anything that fits a path. */
function path() {
  return /^(?!\.{1,2}$)[^/%]+$/
}

/**
 * The volumes of a claim are folders of this machine: there is one as soon as it is asked for. One that names its volume waits
 * for that, and for it to be promised to nobody else.
 */
function claimStatus({ store }: Cluster, { spec, metadata }: Stored) {
  const { accessModes, resources, volumeName } = Object(spec)
  const bound = { phase: 'Bound', accessModes, capacity: Object(resources).requests }
  if (!volumeName) return bound
  const volume = store.get({ kind: kindNamed('PersistentVolume'), namespace: '' }, volumeName)
  const { claimRef } = Object(volume?.spec)
  const isTheirs =
    !claimRef || (claimRef.namespace === metadata.namespace && claimRef.name === metadata.name)
  return volume && isTheirs ? bound : { phase: 'Pending' }
}

/** `stringData` is written, never read. */
function encoded({ stringData, ...secret }: Stored): Stored {
  const data = Object.entries(Object(stringData)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ])
  return {
    type: 'Opaque',
    ...secret,
    ...(secret.data || data.length > 0
      ? { data: { ...Object(secret.data), ...Object.fromEntries(data) } }
      : {}),
  }
}
