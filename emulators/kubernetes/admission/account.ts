import { randomBytes } from 'node:crypto'
import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import { forbidden } from '../refusal.ts'
import type { Stored } from '../state.ts'
import { type Container, eachContainer, type Spec } from './pod.ts'

/** Gives a pod its service account's token, unless either says not to. The account has to be there. */
export function withToken({ store }: Cluster, { metadata }: Stored, spec: Spec): Spec {
  const { namespace = '', name } = metadata
  const account = store.get({ kind: accounts, namespace }, spec.serviceAccountName)
  if (!account) {
    const its = spec.serviceAccountName
    throw forbidden(
      kindNamed('Pod'),
      name,
      `error looking up service account ${namespace}/${its}: serviceaccount "${its}" not found`,
    )
  }
  const isWanted =
    spec.automountServiceAccountToken ?? account.automountServiceAccountToken !== false
  if (!isWanted) return spec
  const volume = `kube-api-access-${randomBytes(3).toString('hex').slice(0, 5)}`
  const sources = [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3_607 } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }],
      },
    },
  ]
  return {
    ...eachContainer(spec, (container) => mounted(container, volume)),
    volumes: [...(spec.volumes ?? []), { name: volume, projected: { sources } }],
  }
}

function mounted(container: Container, name: string): Container {
  const mounts = container.volumeMounts ?? []
  if (mounts.some((one) => one.mountPath === mountPath)) return container
  return { ...container, volumeMounts: [...mounts, { name, mountPath, readOnly: true }] }
}

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const accounts = kindNamed('ServiceAccount')
