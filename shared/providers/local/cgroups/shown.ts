import { basename, dirname, join } from 'node:path'
import type { Mount } from '../mounts.ts'

/** A box's own groups, where its agent reads what the box takes; nobody in it can change them. */
export const shownGroups = (directories: readonly string[]): readonly Mount[] =>
  directories.map((from) => ({
    kind: 'read',
    from,
    at: join('/sys/fs/cgroup', basename(dirname(from))),
  }))
