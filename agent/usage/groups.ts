import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The box's own control group for a controller, in one of the kernel's two dialects. */
export interface Group {
  readonly version: 1 | 2
  readonly directory: string
}

interface Mounted {
  readonly version: 1 | 2
  readonly controllers: readonly string[]
  /** What of the hierarchy is mounted, and where. */
  readonly root: string
  readonly at: string
}

/** Nothing where it is not to be seen, or what is to be seen is the whole machine's. */
export function groupOf(controller: 'memory' | 'cpu' | 'cpuacct'): Group | undefined {
  const [mounts, memberships] = ['mountinfo', 'cgroup'].map(ownFile)
  if (mounts === undefined || memberships === undefined) return undefined
  return mounted(mounts)
    .filter(({ version, controllers }) => version === 2 || controllers.includes(controller))
    .flatMap((mount) => directoryIn(mount, memberships, controller) ?? [])
    .find(isOfPart)
}

const ownFile = (name: string): string | undefined => {
  try {
    return readFileSync(`/proc/self/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

const mounted = (mountinfo: string): readonly Mounted[] =>
  mountinfo.split('\n').flatMap((line): readonly Mounted[] => {
    const [own = '', filesystem = ''] = line.split(' - ')
    const [, , , root = '', at = ''] = own.split(' ')
    const [type, , options = ''] = filesystem.split(' ')
    if (type !== 'cgroup' && type !== 'cgroup2') return []
    return [{ version: type === 'cgroup' ? 1 : 2, controllers: options.split(','), root, at }]
  })

/** Where a mount shows the group that this process is in; nothing where it shows others only. */
function directoryIn(
  { version, root, at }: Mounted,
  memberships: string,
  controller: string,
): Group | undefined {
  const path = memberships
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, of = '']) => (version === 2 ? of === '' : of.split(',').includes(controller)))
    ?.slice(2)
    .join(':')
  if (path === undefined) return undefined
  const base = root === '/' ? '' : root
  if (path !== base && !path.startsWith(`${base}/`)) return undefined
  return { version, directory: join(at, path.slice(base.length)) }
}

/** The group above all others lacks one file, or has one more. */
const isOfPart = ({ version, directory }: Group): boolean =>
  version === 2
    ? existsSync(join(directory, 'cgroup.type'))
    : existsSync(join(directory, 'cgroup.procs')) && !existsSync(join(directory, 'release_agent'))
