import type { Controller, Hierarchy } from './hierarchy.ts'

export interface Bounds {
  readonly memoryBytes: number
  readonly cpuMillis: number
  readonly processes: number
}

/** A file of a group and what is written to it. Swap's may be missing where the kernel counts no swap. */
interface Setting {
  readonly file: string
  readonly value: string
  readonly isOptional?: true
}

export function settings(
  controller: Controller,
  { version }: Hierarchy,
  { memoryBytes, cpuMillis, processes }: Bounds,
): readonly Setting[] {
  const quota = Math.round((cpuMillis * periodMicroseconds) / 1_000)
  const memory = String(memoryBytes)
  const dialects = {
    memory: {
      1: [
        { file: 'memory.limit_in_bytes', value: memory },
        { file: 'memory.memsw.limit_in_bytes', value: memory, isOptional: true },
      ],
      2: [
        { file: 'memory.max', value: memory },
        { file: 'memory.swap.max', value: '0', isOptional: true },
      ],
    },
    cpu: {
      1: [
        { file: 'cpu.cfs_period_us', value: String(periodMicroseconds) },
        { file: 'cpu.cfs_quota_us', value: String(quota) },
      ],
      2: [{ file: 'cpu.max', value: `${quota} ${periodMicroseconds}` }],
    },
    pids: {
      1: [{ file: 'pids.max', value: String(processes) }],
      2: [{ file: 'pids.max', value: String(processes) }],
    },
  } as const
  return dialects[controller][version]
}

const periodMicroseconds = 100_000
