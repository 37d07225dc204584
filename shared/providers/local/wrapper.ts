import { join } from 'node:path'

/** Shell lines: the process that runs them enters the groups before it becomes or begets anything. */
export const enter = (cgroups: readonly string[]) => [
  ...cgroups.map((group) => `echo $$ > ${quote(join(group, 'cgroup.procs'))}`),
  // A crashing command writes no core: the machine's core handler runs outside the box.
  'ulimit -c 0',
]

/** One word to the shell, whatever is in it. */
export const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

/** All a launcher needs of the environment; the box gets none of it. */
export const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
