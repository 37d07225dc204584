import { readdirSync, readFileSync } from 'node:fs'
import type { Processes } from '../commands/group.ts'

/**
 * Everyone of a terminal. An interactive shell puts each job in a group of its own, so the terminal's end is told to
 * all of its session, and what is typed for the job in front (an interrupt, say) to the foreground group alone.
 */
export const onTerminal = (leader: number): Processes => ({
  signal(signal) {
    if (forForeground.has(signal)) return deliver(-foreground(leader), signal)
    return members(leader)
      .map((pid) => deliver(pid, signal))
      .includes(true)
  },
})

const forForeground: ReadonlySet<NodeJS.Signals | 0> = new Set([
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
])

const foreground = (leader: number): number => {
  const group = statOf(leader)?.foreground ?? leader
  return group > 0 ? group : leader
}

const members = (leader: number): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && statOf(pid)?.session === leader)

/** What follows a process's name, which may hold anything, in its line of facts. The dead who are not reaped are none. */
function statOf(pid: number) {
  const line = lineOf(pid)
  const [state, , , session, , group] = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return state && state !== 'Z'
    ? { session: Number(session), foreground: Number(group) }
    : undefined
}

function lineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}

function deliver(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
