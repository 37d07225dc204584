import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import { amountOf } from '../quantity.ts'
import type { Stored } from '../state.ts'
import { contentOf, fieldOf, NotYet, type Source } from './fields.ts'
import { claimFolder, placesOf, shareFolder } from './places.ts'
import type { Pod, Volume } from './spec.ts'

/** Where volumes come from that no object of the cluster describes. */
export interface Sources {
  /** A token for a service account, for so many seconds. */
  token(namespace: string, account: string, seconds: number): string
  /** The folder of a driver's volume, by its name and attributes; nothing where there is no such driver. */
  folder(driver: string, attributes: Readonly<Record<string, string>>): string | undefined
}

export interface Mountable {
  readonly path: string
  readonly isReadOnly: boolean
  /** Of one that is in memory, its size: each container has its own. */
  readonly megabytes?: number
}

/** A folder of this machine for each volume of a pod. */
export async function volumesOf(
  cluster: Cluster,
  pod: Pod,
  { directory, sources }: { readonly directory: string; readonly sources: Sources },
): Promise<ReadonlyMap<string, Mountable>> {
  const found = new Map<string, Mountable>()
  for (const volume of pod.spec.volumes) {
    const mountable = await mountableOf(cluster, pod, { directory, sources }, volume)
    const { fsGroup } = pod.spec.securityContext
    if (fsGroup !== undefined && !mountable.isReadOnly) {
      await chown(mountable.path, 0, fsGroup)
      await chmod(mountable.path, 0o2777)
    }
    found.set(volume.name, mountable)
  }
  return found
}

async function mountableOf(
  cluster: Cluster,
  pod: Pod,
  { directory, sources }: { readonly directory: string; readonly sources: Sources },
  volume: Volume,
): Promise<Mountable> {
  const path = placesOf(directory, pod.metadata.uid).volume(volume.name)
  if (volume.persistentVolumeClaim) {
    const { claimName, readOnly = false } = volume.persistentVolumeClaim
    const claim = claimOf(cluster, pod, claimName)
    return {
      path: await writable(folderOf(cluster, directory, claim)),
      isReadOnly: readOnly,
    }
  }
  if (volume.emptyDir) {
    const { medium, sizeLimit } = volume.emptyDir
    const size = medium === 'Memory' && sizeLimit && amountOf(sizeLimit) / 1_048_576
    return { path: await writable(path), isReadOnly: false, ...(size ? { megabytes: size } : {}) }
  }
  if (volume.csi) {
    const { driver, volumeAttributes, readOnly = false } = volume.csi
    const folder = sources.folder(driver, volumeAttributes)
    if (!folder)
      throw new NotYet(
        'FailedMount',
        `driver name ${driver} not found in the list of registered CSI drivers`,
      )
    return { path: await writable(folder), isReadOnly: readOnly }
  }
  const files = filesOf(cluster, pod, sources, volume)
  if (!files)
    throw new NotYet('FailedMount', `volume "${volume.name}" is of no kind that is emulated`)
  await mkdir(path, { recursive: true })
  for (const [name, content] of files) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return { path, isReadOnly: true }
}

/** Anybody may write there: so an empty volume is made. */
async function writable(path: string): Promise<string> {
  await mkdir(path, { recursive: true })
  await chmod(path, 0o777)
  return path
}

function claimOf({ store }: Cluster, { metadata: { namespace } }: Pod, name: string) {
  const found = store.get({ kind: kindNamed('PersistentVolumeClaim'), namespace }, name)
  if (!found) throw new NotYet('Unschedulable', `persistentvolumeclaim "${name}" not found`)
  if (Object(found.status).phase !== 'Bound') {
    throw new NotYet('Unschedulable', 'pod has unbound immediate PersistentVolumeClaims')
  }
  return found
}

/** A claim's own, or where all are who claim the same share. */
function folderOf({ store }: Cluster, directory: string, { spec, metadata }: Stored): string {
  const name = String(Object(spec).volumeName ?? '')
  const volume = store.get({ kind: kindNamed('PersistentVolume'), namespace: '' }, name)
  const share = Share.safeParse(Object(volume?.spec).nfs)
  return share.success ? shareFolder(directory, share.data) : claimFolder(directory, metadata.uid)
}
const Share = z.looseObject({ server: z.string(), path: z.string() })

type Files = readonly (readonly [path: string, content: string | Buffer])[]

function filesOf(
  cluster: Cluster,
  pod: Pod,
  { token }: Sources,
  volume: Volume,
): Files | undefined {
  const { configMap, secret, projected, downwardAPI } = volume
  if (configMap) return from(cluster, pod, 'ConfigMap', configMap)
  if (secret) return from(cluster, pod, 'Secret', { ...secret, name: secret.secretName })
  if (downwardAPI) return downward(pod, downwardAPI.items)
  const tokenOf = (
    { metadata, spec }: Pod,
    { expirationSeconds = 3_600 }: { readonly expirationSeconds?: number | undefined },
  ) => token(metadata.namespace, spec.serviceAccountName, expirationSeconds)
  return projected?.sources.flatMap((source) => [
    ...(source.configMap ? from(cluster, pod, 'ConfigMap', source.configMap) : []),
    ...(source.secret ? from(cluster, pod, 'Secret', source.secret) : []),
    ...(source.downwardAPI ? downward(pod, source.downwardAPI.items) : []),
    ...(source.serviceAccountToken
      ? [[source.serviceAccountToken.path, tokenOf(pod, source.serviceAccountToken)] as const]
      : []),
  ])
}

const downward = (
  pod: Pod,
  items: readonly { readonly path: string; readonly fieldRef: { readonly fieldPath: string } }[],
): Files => items.map(({ path, fieldRef }) => [path, fieldOf(pod, fieldRef.fieldPath)])

function from(
  cluster: Cluster,
  pod: Pod,
  source: Source,
  {
    name,
    optional: isOptional = false,
    items,
  }: {
    readonly name: string
    readonly optional?: boolean | undefined
    readonly items?: readonly { readonly key: string; readonly path: string }[] | undefined
  },
): Files {
  const content = contentOf(cluster, pod, source, { name, isOptional })
  if (!content) return []
  if (!items) return [...content]
  return items.map(({ key, path }) => {
    const bytes = content.get(key)
    if (!bytes) throw new NotYet('FailedMount', `references non-existent key: ${key}`)
    return [path, bytes]
  })
}
