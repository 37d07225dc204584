import { readFileSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kill } from '../processes.ts'

/** Kills whoever is still in the groups and removes them. */
export async function removeGroups(directories: readonly string[]): Promise<void> {
  for (const until = Date.now() + waitMsMax; ; await sleep(retryMs)) {
    kill(directories.flatMap(members))
    const left = await Promise.all(directories.map(remove))
    const stuck = left.filter((error) => error !== undefined)
    if (stuck.length === 0) return
    if (Date.now() > until) throw new Error('a cgroup could not be removed', { cause: stuck[0] })
  }
}

export function members(directory: string): readonly number[] {
  try {
    const procs = readFileSync(join(directory, 'cgroup.procs'), 'utf8')
    // A pid of 0 is a process of another pid namespace, which is not ours to see.
    return procs
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0)
  } catch {
    return []
  }
}

async function remove(directory: string): Promise<unknown> {
  try {
    await rmdir(directory)
    return undefined
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return isGone ? undefined : error
  }
}

/** A killed process leaves its group only when its memory is freed. */
const waitMsMax = 10_000
const retryMs = 5
