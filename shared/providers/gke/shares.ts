import { createHash } from 'node:crypto'
import type {
  V1ObjectMeta,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
} from '@kubernetes/client-node'
import type { BoxStorage } from '../provider.ts'
import { deploymentLabel } from './names.ts'

type Share = NonNullable<BoxStorage['filestore']>

/** The claim by which every pod of a namespace mounts a share. */
export const claimName = ({ ip, share }: Share): string =>
  `share-${createHash('sha256').update(`${ip}/${share}`).digest('hex').slice(0, 16)}`

/**
 * A volume that is an NFS share, and the claim of a namespace on it: pods of the restricted profile may mount claims, and no
 * share itself. The volume is that claim's alone and goes with its namespace; what is in the share stays.
 */
export function shareObjects(
  deployment: string,
  around: Pick<V1ObjectMeta, 'name' | 'uid'>,
  filestore: Share,
): readonly [V1PersistentVolume, V1PersistentVolumeClaim] {
  const { name: namespace = '', uid = '' } = around
  const claim = claimName(filestore)
  const volumeName = `${namespace}-${claim}`
  const labels = { [deploymentLabel]: deployment }
  const ofAnyClass = { accessModes: ['ReadWriteMany'], storageClassName: '' }
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name: volumeName,
        labels,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Namespace', name: namespace, uid }],
      },
      spec: {
        ...ofAnyClass,
        capacity: nominal,
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace, name: claim },
        nfs: { server: filestore.ip, path: `/${filestore.share}` },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claim, namespace, labels },
      spec: { ...ofAnyClass, volumeName, resources: { requests: nominal } },
    },
  ]
}

/** A share has the size it has: the two only have to agree. */
const nominal = { storage: '1Gi' }
