import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { terminalPart } from '../../agents/launch.ts'
import type { BoxSpec } from '../provider.ts'
import { host } from './host.ts'
import type { Mount } from './mounts.ts'
import type { Places } from './places.ts'

export const workspace = '/workspace'
export const home = '/home/user'
export const agentDirectory = '/run/onmemos'
export const agentProgram = '/run/agent.cjs'

/** What a box sees: the system read-only, room of its own to write, and nothing else of the machine. */
export function filesystem(
  spec: BoxSpec,
  places: Places,
  agentBundlePath: string,
): readonly Mount[] {
  const { systemDirectories, systemFiles, toolchains, names, node } = host()
  const prefixes = new Set([node, ...toolchains].flatMap((toolchain) => toolchain?.prefix ?? []))
  const size = sizes(spec)
  return [
    read('/usr'),
    ...systemDirectories.map(
      ({ path, link }): Mount =>
        link === undefined ? read(path) : { kind: 'link', to: link, at: path },
    ),
    { kind: 'read', from: places.etc, at: '/etc' },
    ...systemFiles.map(read),
    ...[...prefixes].map(read),
    ...names,
    { kind: 'proc', at: '/proc' },
    ...guarded.map(read),
    { kind: 'dev', at: '/dev' },
    { kind: 'memory', at: '/dev/shm', megabytes: size.shm, mode: '1777' },
    { kind: 'memory', at: '/tmp', megabytes: size.tmp, mode: '1777' },
    { kind: 'directory', at: '/var' },
    { kind: 'link', to: '/tmp', at: '/var/tmp' },
    { kind: 'memory', at: home, megabytes: size.home, mode: '755' },
    { kind: 'memory', at: workspace, megabytes: size.workspace, mode: '755' },
    { kind: 'directory', at: '/run' },
    { kind: 'write', from: places.agent, at: agentDirectory },
    ...['', '.main', '.cache', terminalPart]
      .map((part) => ({ from: `${agentBundlePath}${part}`, at: `${agentProgram}${part}` }))
      .filter(({ from }) => from === agentBundlePath || existsSync(from))
      .map(({ from, at }) => ({ kind: 'read' as const, from, at })),
  ]
}

/**
 * A file in memory is memory: tmpfs pages count against the group's limit. So the limit is the memory that was asked
 * for and room for every file there can be; then a full disk is ENOSPC to whoever filled it, never the box's death.
 */
export const memoryMegabytes = (spec: BoxSpec): number =>
  Object.values(sizes(spec)).reduce((sum, megabytes) => sum + megabytes, spec.memoryMb)

/** Parts of `/proc` through which the box's root could change the machine. */
export const guarded = ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus'].filter(
  (path) => existsSync(path),
)

const sizes = ({ diskMb }: BoxSpec) => {
  const side = Math.max(16, Math.ceil(diskMb / 4))
  return { workspace: diskMb, home: side, tmp: side, shm: 16 }
}

const read = (path: string): Mount => ({ kind: 'read', from: path, at: path })

/** Directories that must exist, empty, for others to be mounted on; the files likewise. */
export const mountPointsIn = (directory: string) =>
  host()
    .systemFiles.filter((path) => path.startsWith('/etc/'))
    .map((path) => ({
      path: join(directory, path.slice('/etc/'.length)),
      isDirectory: statSync(path).isDirectory(),
    }))
