import { readFile } from 'node:fs/promises'
import { answerOf } from '../google/commands.ts'

/** When a living process began, in its system's own words: a pid alone is soon another's. */
export async function birthOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // A process's name may hold spaces and brackets, so count from the last bracket.
    const [state, ...numbers] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : numbers[18]
  } catch {
    return process.platform === 'linux' ? undefined : birthByPs(pid)
  }
}

async function birthByPs(pid: number): Promise<string | undefined> {
  const { stdout } = await answerOf('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], process.env)
  const [, state, began] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout) ?? []
  return state?.startsWith('Z') ? undefined : began
}
