import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

interface Process {
  readonly pid: number
  readonly parent: number
  readonly isZombie: boolean
  readonly command: string
}

/** Every process there is, as /proc has it. */
export function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        const pid = Number(name)
        return [{ pid, parent: Number(parent), isZombie: state === 'Z', command }]
      } catch {
        return [] // It ended while we looked.
      }
    })
}

/** A process and all that came of it and still has it as an ancestor. */
export function family(pid: number): readonly number[] {
  const all = processes()
  const members = [pid]
  for (const member of members) {
    members.push(...all.filter(({ parent }) => parent === member).map((child) => child.pid))
  }
  return members
}

/** The commands of those of `pids` that still live after a while to end in. */
export async function survivors(pids: readonly number[], waitMs = 5_000): Promise<string[]> {
  const alive = () => processes().filter(({ pid, isZombie }) => pids.includes(pid) && !isZombie)
  for (const end = Date.now() + waitMs; alive().length > 0 && Date.now() < end; ) await sleep(50)
  return alive().map(({ command }) => command)
}
