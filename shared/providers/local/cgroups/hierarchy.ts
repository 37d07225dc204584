import { readFileSync } from 'node:fs'

export const controllers = ['memory', 'cpu', 'pids'] as const
export type Controller = (typeof controllers)[number]

/** Where the kernel lets groups be made for a controller, and in which of its two dialects. */
export interface Hierarchy {
  readonly version: 1 | 2
  readonly root: string
}

/** Reads the mounts: a machine may have either version, or some controllers on each. */
export function hierarchyOf(controller: Controller, mounts = hostMounts()): Hierarchy | undefined {
  const lines = mounts.split('\n').map((line) => line.split(' '))
  for (const [, root = '', type, options = ''] of lines) {
    if (type === 'cgroup' && options.split(',').includes(controller)) return { version: 1, root }
  }
  for (const [, root = '', type] of lines) {
    if (type === 'cgroup2' && offers(root, controller)) return { version: 2, root }
  }
  return undefined
}

const hostMounts = () => readFileSync('/proc/mounts', 'utf8')

function offers(root: string, controller: Controller): boolean {
  try {
    return readFileSync(`${root}/cgroup.controllers`, 'utf8').trim().split(' ').includes(controller)
  } catch {
    return false
  }
}
