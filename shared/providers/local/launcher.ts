import type { Mount } from './mounts.ts'
import type { Places } from './places.ts'

export interface Plan {
  readonly places: Places
  readonly mounts: readonly Mount[]
  readonly cgroups: readonly string[]
  readonly isRoot: boolean
  /** Whether it has the network of whoever launches it; its own, in which nobody else is, unless this is said. */
  readonly sharesNetwork?: boolean
  /** What runs inside, to the end of the box. */
  readonly program: readonly string[]
}

/** A program that makes a box and runs the agent in it. */
export interface Launcher {
  readonly name: string
  readonly isolation: readonly string[]
  /** The arguments of `/bin/sh`: its process is the outermost, and killing it ends all of the box. */
  command(plan: Plan): Promise<readonly string[]>
}
