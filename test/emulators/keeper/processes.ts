import { execFileSync } from 'node:child_process'

/** All that descends from a process now, in the order of their ids. */
export function descendantsOf(pid: number): number[] {
  const children = table()
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child)
  return children.flatMap((child) => [child, ...descendantsOf(child)])
}

export const living = (pids: readonly number[]) =>
  table()
    .filter(([pid, , state]) => pids.includes(pid) && !state.startsWith('Z'))
    .map(([pid]) => pid)

const table = () =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line): [pid: number, parent: number, state: string] => {
      const [pid, parent, state = ''] = line.trim().split(/\s+/)
      return [Number(pid), Number(parent), state]
    })
