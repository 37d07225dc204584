import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Group, groupOf } from './groups.ts'

/** What the kernel counts of the box, in bytes; nothing where it shows the agent no count. */
export function memoryCounted(): MemoryCount | undefined {
  const group = groupOf('memory')
  if (!group) return undefined
  const names = memoryFiles[group.version]
  const usage = numberIn(group, names.usage)
  if (usage === null) return undefined
  // Pages of files that the kernel gives back before it would kill anyone.
  const spare = valueIn(group, 'memory.stat', names.spare) ?? 0
  return {
    usedBytes: Math.max(0, usage - spare),
    peakBytes: numberIn(group, names.peak),
    limitBytes: bounded(numberIn(group, names.limit)),
  }
}

export interface MemoryCount {
  readonly usedBytes: number
  /** Null where this kernel keeps none. */
  readonly peakBytes: number | null
  /** Null where there is none. */
  readonly limitBytes: number | null
}

/** In seconds, of every process that ever was in the box. */
export function cpuSecondsCounted(): number | undefined {
  const group = groupOf('cpuacct')
  if (!group) return undefined
  if (group.version === 1) return scaled(numberIn(group, 'cpuacct.usage'), nanosecondsPerSecond)
  return scaled(valueIn(group, 'cpu.stat', 'usage_usec'), microsecondsPerSecond)
}

/** In thousandths of a CPU; null where there is no limit, or none to be seen. */
export function cpuMillisMax(): number | null {
  const group = groupOf('cpu')
  if (!group) return null
  const [quota, period] =
    group.version === 2
      ? (textIn(group, 'cpu.max') ?? '').split(' ').map(Number)
      : ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((name) => numberIn(group, name) ?? 0)
  return quota && period && quota > 0 ? Math.round((quota / period) * 1_000) : null
}

const memoryFiles = {
  1: {
    usage: 'memory.usage_in_bytes',
    peak: 'memory.max_usage_in_bytes',
    limit: 'memory.limit_in_bytes',
    spare: 'total_inactive_file',
  },
  2: {
    usage: 'memory.current',
    peak: 'memory.peak',
    limit: 'memory.max',
    spare: 'inactive_file',
  },
} as const

/** Version 1 writes a number larger than any memory where version 2 writes `max`. */
const bounded = (bytes: number | null) => (bytes !== null && bytes < 2 ** 60 ? bytes : null)

const scaled = (count: number | null, perSecond: number) =>
  count === null ? undefined : count / perSecond
const nanosecondsPerSecond = 1e9
const microsecondsPerSecond = 1e6

function numberIn(group: Group, name: string): number | null {
  const text = textIn(group, name)
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null
}

/** Of a file with a name and a value in each line. */
function valueIn(group: Group, name: string, key: string): number | null {
  const line = textIn(group, name)
    ?.split('\n')
    .find((one) => one.startsWith(`${key} `))
  return line === undefined ? null : Number(line.slice(key.length + 1))
}

function textIn({ directory }: Group, name: string): string | undefined {
  try {
    return readFileSync(join(directory, name), 'utf8').trim()
  } catch {
    return undefined
  }
}
