import { join } from 'node:path'
import { readIfThere } from '../files.ts'

/** How many processes of the groups the kernel has killed for want of memory. */
export async function oomKills(directories: readonly string[]): Promise<number> {
  const counts = await Promise.all(
    directories.flatMap((directory) =>
      ['memory.oom_control', 'memory.events'].map(async (file) => {
        const text = await readIfThere(join(directory, file))
        return Number(text?.match(/^oom_kill (\d+)$/m)?.[1] ?? 0)
      }),
    ),
  )
  return Math.max(0, ...counts)
}
