import { members } from './cgroups/remove.ts'
import { isAlive } from './processes.ts'
import type { BoxRecord } from './record.ts'

/**
 * Whether anything of the box still runs. The rest dies with the outermost process, but not in the same moment, and a
 * box has not ended while one of its processes has not.
 */
export const isLiving = ({ process, cgroups }: BoxRecord): boolean =>
  (process !== null && isAlive(process)) || cgroups.some((group) => members(group).length > 0)
