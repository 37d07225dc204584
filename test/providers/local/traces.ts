import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The outermost process of a box, as the machine sees it. */
export function processesOf(runDirectory: string, sessionId: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes(`${runDirectory}/${sessionId}`))
    .filter((pid) => !isChildOfSame(pid, `${runDirectory}/${sessionId}`))
    .map(Number)
}

const isChildOfSame = (pid: string, text: string) =>
  read(`/proc/${parentOf(pid)}/cmdline`).includes(text)

const parentOf = (pid: string | number) =>
  read(`/proc/${pid}/stat`).replace(/.*\) /s, '').split(' ')[1] ?? ''

function isWithin(pid: number, ancestor: number): boolean {
  if (pid === ancestor) return true
  return pid > 1 && isWithin(Number(parentOf(pid)), ancestor)
}

/** Every trace of a session on this machine: processes, cgroups, mounts, files, sockets. */
export function leftOf(runDirectory: string, sessionId: string): string[] {
  const cgroups = ['memory', 'cpu', 'pids', 'unified'].flatMap((name) =>
    entries(`/sys/fs/cgroup/${name}`),
  )
  const files = [...entries(runDirectory), ...entries(join(runDirectory, '.uids'))]
  return [
    ...processesOf(runDirectory, sessionId).map((pid) => `process ${pid}`),
    ...cgroups.filter((name) => name.includes(sessionId)),
    ...files.filter((name) => name.includes(sessionId)),
    ...read('/proc/mounts')
      .split('\n')
      .filter((line) => line.includes(sessionId)),
    ...read('/proc/net/unix')
      .split('\n')
      .filter((line) => line.includes(sessionId)),
  ]
}

const entries = (directory: string) => {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** The agent of a box, which sees itself as another number. */
export function agentOf(runDirectory: string, sessionId: string): number {
  const [outermost = 0] = processesOf(runDirectory, sessionId)
  const agent = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isWithin(Number(name), outermost))
    .find((pid) => /^[^ ]*node .*agent\.cjs/.test(read(`/proc/${pid}/cmdline`)))
  if (!agent) throw new Error('there is no agent')
  return Number(agent)
}

/** Every process that is still in a cgroup of the session. */
export const membersOf = (sessionId: string): string[] =>
  ['memory', 'cpu', 'pids', 'unified']
    .map((name) => `/sys/fs/cgroup/${name}`)
    .flatMap((root) => entries(root).map((name) => join(root, name, 'cgroup.procs')))
    .filter((path) => path.includes(sessionId))
    .flatMap((path) => read(path).split('\n').filter(Boolean))
