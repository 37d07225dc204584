import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { guarded, mountPointsIn } from '../../../shared/providers/local/filesystem.ts'
import { host } from '../../../shared/providers/local/host.ts'
import type { Mount } from '../../../shared/providers/local/mounts.ts'
import { type Image, imageFolders } from './images.ts'
import { placesOf } from './places.ts'
import type { Container, Pod } from './spec.ts'
import type { Mountable } from './volumes.ts'

/** What a container sees: this machine's own programs, read-only, folders of its own to write to, and its volumes. */
export async function filesystemOf(
  pod: Pod,
  container: Container,
  from: {
    readonly directory: string
    readonly image: Image
    readonly volumes: ReadonlyMap<string, Mountable>
    readonly ip: string
  },
): Promise<readonly Mount[]> {
  const places = placesOf(from.directory, pod.metadata.uid)
  const [root, etc] = [places.root(container.name), places.etc(container.name)]
  const terminationLog = places.terminationLog(container.name)
  await rm(root, { recursive: true, force: true })
  await Promise.all(writable.map((name) => mkdir(join(root, name), { recursive: true })))
  await Promise.all(open.map((name) => chmod(join(root, name), 0o1777)))
  await mkdir(dirname(terminationLog), { recursive: true })
  await writeFile(terminationLog, '', { mode: 0o666 })
  await chmod(terminationLog, 0o666)
  await writeEtc(etc, pod, from.ip)
  const kind = container.securityContext.readOnlyRootFilesystem ? 'read' : 'write'
  const { systemDirectories, systemFiles, toolchains, names, node } = host()
  const prefixes = new Set([node, ...toolchains].flatMap((toolchain) => toolchain?.prefix ?? []))
  return [
    read('/usr'),
    ...systemDirectories.map(
      ({ path, link }): Mount =>
        link === undefined ? read(path) : { kind: 'link', to: link, at: path },
    ),
    { kind, from: etc, at: '/etc' },
    ...systemFiles.map(read),
    ...[...prefixes].map(read),
    ...names,
    { kind: 'proc', at: '/proc' },
    ...guarded.map(read),
    { kind: 'dev', at: '/dev' },
    { kind: 'memory', at: '/dev/shm', megabytes: 64, mode: '1777' },
    { kind: 'write', from: terminationLog, at: '/dev/termination-log' },
    ...writable.map((name): Mount => ({ kind, from: join(root, name), at: `/${name}` })),
    ...imageFolders(from.image),
    ...mountsOf(container, from.volumes).flatMap((mount) => [...above(mount), mount]),
    ...(container.workingDir ? [{ kind: 'directory' as const, at: container.workingDir }] : []),
  ]
}

const writable = ['home', 'opt', 'root', 'run', 'srv', 'tmp', 'var']
const open = ['tmp']

const read = (path: string): Mount => ({ kind: 'read', from: path, at: path })

/** Where a mount's own place is first made for it, anybody may pass. */
function above({ at }: Mount): Mount[] {
  const parent = dirname(at)
  return parent === '/' ? [] : [{ kind: 'directory', at: parent }]
}

/** The outer before what is mounted in it. */
function mountsOf({ volumeMounts }: Container, volumes: ReadonlyMap<string, Mountable>): Mount[] {
  return volumeMounts
    .map(({ name, mountPath, subPath, readOnly = false }): Mount => {
      const volume = volumes.get(name)
      if (!volume) throw new Error(`no volume ${name}`)
      const { megabytes } = volume
      if (megabytes) return { kind: 'memory', at: mountPath, megabytes, mode: '1777' }
      return {
        kind: readOnly || volume.isReadOnly ? 'read' : 'write',
        from: subPath ? join(volume.path, subPath) : volume.path,
        at: mountPath,
      }
    })
    .sort((one, other) => one.at.length - other.at.length)
}

/** Folders that a `subPath` names are made when they are first mounted. */
export async function makeSubPaths(container: Container, volumes: ReadonlyMap<string, Mountable>) {
  for (const { name, subPath } of container.volumeMounts) {
    const volume = volumes.get(name)
    if (!subPath || !volume || volume.isReadOnly) continue
    const path = join(volume.path, subPath)
    await mkdir(path, { recursive: true })
    await chmod(path, 0o777)
  }
}

async function writeEtc(etc: string, pod: Pod, ip: string) {
  const hostname = pod.spec.hostname ?? pod.metadata.name
  await rm(etc, { recursive: true, force: true })
  await mkdir(etc, { recursive: true, mode: 0o755 })
  const files = {
    passwd: 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n',
    group: 'root:x:0:\nnogroup:x:65534:\n',
    hosts: `127.0.0.1\tlocalhost\n::1\tlocalhost\n${ip}\t${hostname}\n`,
    hostname: `${hostname}\n`,
    // There is no network; a resolver that is asked answers at once that it cannot be reached.
    'resolv.conf': 'nameserver 127.0.0.1\noptions attempts:1 timeout:1\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(etc, name), text)
  for (const { path, isDirectory } of mountPointsIn(etc)) {
    await mkdir(isDirectory ? path : dirname(path), { recursive: true })
    if (!isDirectory) await writeFile(path, '')
  }
}
