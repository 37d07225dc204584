import { basename } from 'node:path'
import { capabilities } from './capabilities.ts'
import type { Launcher, Plan } from './launcher.ts'
import type { Mount } from './mounts.ts'
import { enter, environment, quote } from './wrapper.ts'

/**
 * bubblewrap is the box's first process, which reaps orphans. Its parent is a shell of ours and not us: that way the box
 * survives us, and yet, dying with its parent, does not survive the process that is on record.
 */
export const bubblewrap: Launcher = {
  name: 'bubblewrap',
  isolation: ['pid', 'mount', 'network', 'ipc', 'uts', 'cgroup'],
  command: async (plan) => [
    '-c',
    ['set -e', ...enter(plan.cgroups), ...runAndRecord(plan)].join('\n'),
    'onmemos-box',
    ...args(plan),
  ],
}

const runAndRecord = ({ places }: Plan) => [
  // By its directory, not by its name: a box that waited gets another.
  `cd ${quote(places.agent)}`,
  'code=0',
  'bwrap "$@" || code=$?',
  `echo $code > ${quote(basename(places.exited))}`,
]

const args = ({ places, mounts, isRoot, program, sharesNetwork }: Plan): readonly string[] => [
  ...(isRoot ? ['--cap-drop', 'ALL', ...capabilities.flatMap(added)] : ['--unshare-user']),
  ...['pid', 'ipc', 'uts', 'cgroup-try'].map((name) => `--unshare-${name}`),
  ...(sharesNetwork ? [] : ['--unshare-net']),
  ...['--die-with-parent', '--new-session', '--hostname', places.sessionId],
  ...['--clearenv', '--setenv', 'PATH', environment.PATH],
  ...mounts.flatMap(mountArgs),
  ...['--remount-ro', '/', '--chdir', '/', '--', ...program],
]

const added = (capability: string) => ['--cap-add', `CAP_${capability.toUpperCase()}`]

/** A mount as bubblewrap is told it. */
export function mountArgs(mount: Mount): readonly string[] {
  switch (mount.kind) {
    case 'read':
      return ['--ro-bind', mount.from, mount.at]
    case 'write':
      return ['--bind', mount.from, mount.at]
    case 'memory':
      return [
        ...['--perms', mount.mode, '--size', String(mount.megabytes * 1_048_576)],
        ...['--tmpfs', mount.at],
      ]
    case 'link':
      return ['--symlink', mount.to, mount.at]
    case 'directory':
      return ['--dir', mount.at]
    case 'proc':
      return ['--proc', mount.at]
    case 'dev':
      return ['--dev', mount.at]
  }
}
