import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Controller, controllers, type Hierarchy, hierarchyOf } from './hierarchy.ts'
import { type Bounds, settings } from './limits.ts'

export interface Groups {
  /** A process joins by writing its pid to `cgroup.procs` in each. */
  readonly directories: readonly string[]
  /** `enforced`, or why not. */
  readonly limits: Readonly<Record<Controller, string>>
}

/** The groups a box of this name has, or will have: known before they are made, so that they can be on record. */
export const groupDirectories = (name: string): readonly string[] => [
  ...new Set(
    controllers.flatMap((controller) => {
      const hierarchy = hierarchyOf(controller)
      return hierarchy ? [join(hierarchy.root, name)] : []
    }),
  ),
]

/** Makes the groups and sets their limits, as far as this machine allows. */
export async function createGroups(name: string, bounds: Bounds): Promise<Groups> {
  const made = await Promise.all(
    controllers.map((controller) => createGroup(controller, name, bounds)),
  )
  const [memory, cpu, pids] = made.map(({ limit }) => limit)
  return {
    directories: [...new Set(made.flatMap(({ directory }) => directory ?? []))],
    limits: { memory: memory ?? '', cpu: cpu ?? '', pids: pids ?? '' },
  }
}

async function createGroup(controller: Controller, name: string, bounds: Bounds) {
  const hierarchy = hierarchyOf(controller)
  if (!hierarchy) return { limit: `not enforced: this machine has no ${controller} cgroup` }
  const directory = join(hierarchy.root, name)
  try {
    await mkdir(directory, { recursive: true })
    if (hierarchy.version === 2) await delegate(hierarchy, controller)
    for (const { file, value, isOptional } of settings(controller, hierarchy, bounds)) {
      const written = writeFile(join(directory, file), value)
      await (isOptional ? written.catch(() => undefined) : written)
    }
    return { directory, limit: 'enforced' }
  } catch (error) {
    return { limit: `not enforced: ${reason(error)}` }
  }
}

/** In version 2 a group has only the controllers that the one above it hands down. */
async function delegate({ root }: Hierarchy, controller: Controller): Promise<void> {
  const file = join(root, 'cgroup.subtree_control')
  const handedDown = (await readFile(file, 'utf8')).trim().split(' ')
  if (!handedDown.includes(controller)) await writeFile(file, `+${controller}`)
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
  return isForbidden ? 'this user may not make cgroups here' : String(error)
}
