import type { V1Volume, V1VolumeMount } from '@kubernetes/client-node'
import { type BoxSpec, mountPaths } from '../provider.ts'
import { places } from './places.ts'
import { claimName } from './shares.ts'

/** Room of its own to write, each with its size; what it mounts besides. */
export const volumesOf = (spec: BoxSpec, secretName: string): readonly V1Volume[] => [
  { name: 'program', emptyDir: { sizeLimit: '256Mi' } },
  { name: 'run', emptyDir: { sizeLimit: '256Mi' } },
  { name: 'secret', secret: { secretName, defaultMode: 0o440 } },
  inMemory('workspace', spec.diskMb),
  inMemory('home', sideMb(spec)),
  inMemory('tmp', sideMb(spec)),
  ...(spec.storage?.bucket ? [bucketVolume(spec.storage.bucket)] : []),
  ...(spec.storage?.filestore
    ? [{ name: 'share', persistentVolumeClaim: { claimName: claimName(spec.storage.filestore) } }]
    : []),
]

export const mountsOf = (spec: BoxSpec): readonly V1VolumeMount[] => [
  { name: 'program', mountPath: places.program, readOnly: true },
  { name: 'run', mountPath: places.agent },
  { name: 'workspace', mountPath: places.workspace },
  { name: 'home', mountPath: places.home },
  { name: 'tmp', mountPath: '/tmp' },
  ...(spec.storage?.bucket ? [{ name: 'bucket', mountPath: mountPaths.bucket }] : []),
  ...(spec.storage?.filestore ? [{ name: 'share', mountPath: mountPaths.filestore }] : []),
]

/**
 * A disk that is full says so to whoever fills it. On a node's own disk it would be the end of the pod: what outgrows its
 * limit there is evicted.
 */
const inMemory = (name: string, megabytes: number): V1Volume => ({
  name,
  emptyDir: { medium: 'Memory', sizeLimit: `${megabytes}Mi` },
})

/** What was asked for, and room for every file there can be: files in memory count against its limit. */
export const memoryMb = (spec: BoxSpec): number => spec.memoryMb + spec.diskMb + 2 * sideMb(spec)

const sideMb = ({ diskMb }: BoxSpec): number => Math.max(16, Math.ceil(diskMb / 4))

/** By Cloud Storage FUSE, as the pod's own service account. */
const bucketVolume = (bucketName: string): V1Volume => ({
  name: 'bucket',
  csi: {
    driver: 'gcsfuse.csi.storage.gke.io',
    volumeAttributes: { bucketName, mountOptions: 'implicit-dirs,uid=1000,gid=1000' },
  },
})
