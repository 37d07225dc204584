import type { BoxSpec } from '../provider.ts'

/** What Cloud Run sells: whole processors, and with each so many of them so much memory at the most (MiB). */
const sizes = [
  { cpus: 1, memoryMbMax: 4_096 },
  { cpus: 2, memoryMbMax: 8_192 },
  { cpus: 4, memoryMbMax: 16_384 },
  { cpus: 6, memoryMbMax: 24_576 },
  { cpus: 8, memoryMbMax: 32_768 },
] as const

const memoryMbMin = 512

/**
 * The smallest that has what was asked for; undefined where none has. Files are in memory there, so their room is added
 * to it: a full disk is then an error to whoever filled it, and not the end of the box.
 */
export function shapeOf({ cpuMillis, memoryMb, diskMb, gpu }: BoxSpec) {
  const memory = Math.max(memoryMbMin, memoryMb + diskMb)
  const size = sizes.find(
    ({ cpus, memoryMbMax }) => cpus * 1_000 >= cpuMillis && memoryMbMax >= memory,
  )
  if (!size) return undefined
  const limits = { cpu: String(size.cpus), memory: `${memory}Mi` }
  return gpu ? { ...limits, 'nvidia.com/gpu': '1' } : limits
}
