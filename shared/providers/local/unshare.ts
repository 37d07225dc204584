import { mkdir, writeFile } from 'node:fs/promises'
import { capabilities } from './capabilities.ts'
import { agentDirectory } from './filesystem.ts'
import { fstab, links, mountPoints } from './fstab.ts'
import type { Launcher, Plan } from './launcher.ts'
import { enter, environment, quote } from './wrapper.ts'

/**
 * The same box by util-linux alone, for machines without bubblewrap. The shell becomes `unshare`, which kills the box's
 * first process when it dies; that is a shell too, which builds the root, starts the agent and reaps orphans.
 */
export const unshare: Launcher = {
  name: 'unshare',
  isolation: ['pid', 'mount', 'network', 'ipc', 'uts', 'cgroup'],
  command: async (plan) => {
    const { places, mounts, isRoot, cgroups, sharesNetwork } = plan
    await Promise.all([
      mkdir(places.root, { mode: 0o700 }),
      writeFile(places.fstab, fstab(places.root, mounts)),
    ])
    const user = isRoot ? [] : ['--user', '--map-root-user']
    return [
      '-c',
      ['set -e', ...enter(cgroups), 'exec unshare "$@"'].join('\n'),
      'onmemos-box',
      ...user,
      ...['--pid', '--fork', '--kill-child', '--mount', '--propagation', 'private'],
      ...['--ipc', '--uts', '--cgroup', ...(sharesNetwork ? [] : ['--net'])],
      ...['/bin/sh', '-c', inside(plan), 'onmemos-box', ...plan.program],
    ]
  },
}

/** Runs as the first process of the box: the machine's root goes away before the agent begins. */
const inside = ({ places: { root, sessionId, fstab: table }, mounts, isRoot }: Plan): string =>
  [
    'set -e',
    `(echo ${quote(sessionId)} > /proc/sys/kernel/hostname) 2>/dev/null || true`,
    'ip link set lo up 2>/dev/null || true',
    `mount -t tmpfs -o mode=755,size=1m,nosuid onmemos ${quote(root)}`,
    `cd ${quote(root)}`,
    ...mountPoints(mounts),
    `mount --all --fstab ${quote(table)}`,
    ...links(mounts),
    'mkdir .machine',
    'pivot_root . .machine',
    'cd /',
    'umount -l /.machine',
    'rmdir /.machine',
    'mount -o remount,bind,ro,nosuid /',
    `env -i PATH=${environment.PATH} ${privileges(isRoot ? capabilities : [])} "$@" &`,
    'code=0',
    'wait $! || code=$?',
    `echo $code > ${agentDirectory}/exited`,
  ].join('\n')

const privileges = (kept: readonly string[]): string =>
  [
    'setpriv --no-new-privs --ambient-caps -all --inh-caps -all',
    `--bounding-set ${['-all', ...kept.map((name) => `+${name}`)].join(',')}`,
  ].join(' ')
