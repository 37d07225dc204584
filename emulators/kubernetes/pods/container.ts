import type { Size } from '../../../agent/terminals/terminal.ts'
import { mountArgs } from '../../../shared/providers/local/bubblewrap.ts'
import { capabilities as launching } from '../../../shared/providers/local/capabilities.ts'
import type { Mount } from '../../../shared/providers/local/mounts.ts'
import { enter, environment } from '../../../shared/providers/local/wrapper.ts'
import { type Exit, type Hear, type Running, run } from './process.ts'
import type { Sandbox } from './sandbox.ts'

/** A container that is to be made. */
export interface Plan {
  readonly sandbox: Sandbox
  readonly mounts: readonly Mount[]
  readonly groupName: string
  readonly cgroups: readonly string[]
  readonly program: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly user: User
  readonly isRootReadOnly: boolean
}

export interface User {
  readonly uid: number
  readonly gid: number
  /** As Linux spells them, in lower case. */
  readonly capabilities: readonly string[]
}

/** A container that was made: the first process of namespaces of its own. */
export interface Made {
  readonly running: Running
  /** Its first process, as we see it. */
  readonly pid: number
  readonly exited: Promise<Exit>
  signal(name: NodeJS.Signals): void
}

/** Its program is the first process of the container, as in a real one: it ignores signals that it does not handle. */
export async function makeContainer(
  plan: Plan,
  streams: { hasStdin: boolean; terminal: Size | null; hear: Hear },
): Promise<Made> {
  const { sandbox, mounts, cgroups, program, env, cwd, user, isRootReadOnly } = plan
  const shell = [
    'set -e',
    ...enter(cgroups),
    `exec nsenter --target ${sandbox.pid} --net --ipc --uts -- bwrap "$@"`,
  ]
  const running = run({
    ...streams,
    args: [
      ...['-c', shell.join('\n'), 'container'],
      ...['--cap-drop', 'ALL', ...boundingSet(user).flatMap((name) => ['--cap-add', cap(name)])],
      ...['--unshare-pid', '--unshare-cgroup-try', '--die-with-parent', '--as-pid-1'],
      ...(streams.terminal ? [] : ['--new-session']),
      ...['--info-fd', '3', '--clearenv'],
      ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
      ...mounts.flatMap(mountArgs),
      ...(isRootReadOnly ? ['--remount-ro', '/'] : []),
      ...['--chdir', cwd, '--', ...asUser(user, streams.terminal !== null), ...program],
    ],
  })
  const pid = await Promise.race([
    running.info.then((text) => Number(/"child-pid": (\d+)/.exec(text)?.[1] ?? 0)),
    running.exited.then(() => 0),
  ])
  return {
    running,
    pid,
    exited: running.exited,
    signal: (name) => {
      try {
        if (pid > 0) process.kill(pid, name)
      } catch {
        // It has ended.
      }
    },
  }
}

/** Runs another program in a container that runs. */
export function enterContainer(
  { pid, plan }: { readonly pid: number; readonly plan: Plan },
  program: readonly string[],
  streams: { hasStdin: boolean; terminal: Size | null; hear: Hear },
): Running {
  const { cgroups, env, cwd, user } = plan
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const into = `nsenter --target ${pid} --mount --uts --ipc --net --pid --cgroup --root`
  return run({
    ...streams,
    args: [
      ...['-c', ['set -e', ...enter(cgroups), `exec ${into} -- "$@" 3>&-`].join('\n'), 'container'],
      ...['/usr/bin/env', '-i', '-C', cwd, `PATH=${environment.PATH}`],
      ...asUser(user, streams.terminal !== null),
      ...['/usr/bin/env', '-i', ...variables, ...program],
    ],
  })
}

/** Becoming the user takes what the user will not have. */
const boundingSet = ({ capabilities }: User) => [
  ...new Set([...capabilities, ...launching, 'setpcap']),
]

const cap = (name: string) => `CAP_${name.toUpperCase()}`

function asUser({ uid, gid, capabilities }: User, hasTerminal: boolean): readonly string[] {
  const kept = ['-all', ...capabilities.map((name) => `+${name}`)].join(',')
  return [
    ...(hasTerminal ? ['setsid', '--ctty', '--'] : []),
    ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'],
    ...['--inh-caps=-all', `--bounding-set=${kept}`, '--'],
  ]
}
