import { oomKills } from '../../../shared/providers/local/cgroups/oom.ts'

/** A node ends a container as a whole when the kernel has killed one of its processes for want of memory. */
export function whenStarved(cgroups: readonly string[], end: () => void): () => void {
  const looking = setInterval(async () => {
    if ((await oomKills(cgroups)) > 0) end()
  }, lookMs)
  return () => clearInterval(looking)
}

const lookMs = 200
