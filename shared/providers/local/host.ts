import { accessSync, constants, existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../platform/faults.ts'
import type { Mount } from './mounts.ts'
import type { LauncherName } from './options.ts'
import { findToolchains, type Toolchain, toolchainAt, versionsOf } from './toolchains.ts'

/** What of this machine matters to its boxes. Looked at once: it does not change while we run. */
export function host() {
  found ??= look()
  return found
}
let found: ReturnType<typeof look> | undefined

/** The launcher to use, or a refusal that says what to install. */
export function launcherFor(wanted: LauncherName | undefined): LauncherName {
  const { launchers } = host()
  const launcher = wanted ? launchers.find((name) => name === wanted) : launchers[0]
  if (launcher) return launcher
  throw new Fault(
    'unsupported',
    process.platform === 'linux'
      ? `sessions on this machine need ${wanted ?? 'bubblewrap'}: apt-get install ${packages[wanted ?? 'bwrap']}`
      : 'sessions on this machine need Linux',
  )
}

const packages = { bwrap: 'bubblewrap', unshare: 'util-linux' } as const

function look() {
  const node = toolchainAt('node', process.execPath)
  const toolchains = findToolchains()
  let versions: ReturnType<typeof versionsOf> | undefined
  return {
    isRoot: process.getuid?.() === 0,
    launchers: launchers(),
    node,
    toolchains,
    names: namesIn(toolchains),
    /** Asked for while a box starts, so that none waits for it. */
    versions: () => {
      versions ??= versionsOf(toolchains)
      return versions
    },
    systemDirectories: ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].flatMap(
      systemDirectory,
    ),
    systemFiles: [
      '/etc/ssl/certs',
      '/etc/ssl/openssl.cnf',
      '/etc/ca-certificates',
      '/etc/alternatives',
      '/etc/ld.so.cache',
      '/etc/localtime',
      '/etc/mime.types',
      '/etc/os-release',
    ].filter((path) => existsSync(path)),
  }
}

const launchers = (): readonly LauncherName[] => [
  ...(has('bwrap') ? ['bwrap' as const] : []),
  ...(['unshare', 'setpriv', 'pivot_root', 'mount'].every(has) ? ['unshare' as const] : []),
]

const has = (program: string) =>
  ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin'].some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** Images of Python call it `python`, too. Where this machine does not, its boxes do, in a folder of its path that is empty. */
function namesIn(toolchains: readonly Toolchain[]): readonly Mount[] {
  const python = toolchains.find(({ name }) => name === 'python3')
  if (!python || has('python') || !isEmpty(namesFolder)) return []
  return [
    { kind: 'memory', at: namesFolder, megabytes: 1, mode: '755' },
    { kind: 'link', to: python.path, at: join(namesFolder, 'python') },
  ]
}
const namesFolder = '/usr/local/sbin'

const isEmpty = (directory: string) => existsSync(directory) && readdirSync(directory).length === 0

/** On merged systems `/bin` is a link into `/usr`, on others a directory. */
function systemDirectory(path: string): readonly { path: string; link: string | undefined }[] {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) return []
  return [{ path, link: stat.isSymbolicLink() ? readlinkSync(path) : undefined }]
}
