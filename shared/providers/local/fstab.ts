import { statSync } from 'node:fs'
import type { Mount } from './mounts.ts'
import { quote } from './wrapper.ts'

/** The mounts as one table, so that one `mount` makes them all. */
export const fstab = (root: string, mounts: readonly Mount[]): string =>
  mounts
    .flatMap((mount) => lines(root, mount))
    .map((fields) => `${fields.map(escaped).join(' ')} 0 0\n`)
    .join('')

/** Shell lines that make what is mounted on. Run in the new root. */
export function mountPoints(mounts: readonly Mount[]): readonly string[] {
  const inRoot = mounts.filter(({ at, kind }) => kind !== 'link' && !isInside(at))
  const files = inRoot.flatMap((mount) => (isFile(mount) ? [mount.at] : []))
  const directories = inRoot.flatMap((mount) => (isFile(mount) ? [] : [mount.at]))
  return [
    `mkdir -p ${[...directories, '/dev/pts'].map(relative).join(' ')}`,
    `touch ${[...files, ...devices].map(relative).join(' ')}`,
  ]
}

/** Shell lines that make the links. Run in the new root, when all is mounted. */
export const links = (mounts: readonly Mount[]): readonly string[] =>
  [...mounts, ...deviceLinks].flatMap((mount) =>
    mount.kind === 'link' ? [`ln -s ${quote(mount.to)} ${relative(mount.at)}`] : [],
  )

function lines(root: string, mount: Mount): readonly (readonly string[])[] {
  const at = root + mount.at
  switch (mount.kind) {
    case 'read':
      return [[mount.from, at, 'none', 'bind,ro,nosuid,nodev']]
    case 'write':
      return [[mount.from, at, 'none', 'bind,nosuid,nodev']]
    case 'memory':
      return [['tmpfs', at, 'tmpfs', `size=${mount.megabytes}m,mode=${mount.mode},nosuid,nodev`]]
    case 'proc':
      return [['proc', at, 'proc', 'nosuid,nodev,noexec']]
    case 'dev':
      return [
        ...devices.map((path) => [path, root + path, 'none', 'bind']),
        ['devpts', `${at}/pts`, 'devpts', 'newinstance,ptmxmode=0666,mode=620,nosuid,noexec'],
      ]
    case 'link':
    case 'directory':
      return []
  }
}

const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty'].map((name) => `/dev/${name}`)

const deviceLinks: readonly Mount[] = [
  { kind: 'link', to: 'pts/ptmx', at: '/dev/ptmx' },
  { kind: 'link', to: '/proc/self/fd', at: '/dev/fd' },
  { kind: 'link', to: '/proc/self/fd/0', at: '/dev/stdin' },
  { kind: 'link', to: '/proc/self/fd/1', at: '/dev/stdout' },
  { kind: 'link', to: '/proc/self/fd/2', at: '/dev/stderr' },
]

/** What is mounted on there comes with the mount around it. */
const isInside = (path: string) => path.startsWith('/etc/') || path.startsWith('/proc/')
const isFile = (mount: Mount) => 'from' in mount && statSync(mount.from).isFile()
const relative = (path: string) => quote(`.${path}`)
const escaped = (field: string) => field.replaceAll('\\', '\\134').replaceAll(' ', '\\040')
