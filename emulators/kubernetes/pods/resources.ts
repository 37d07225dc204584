import { amountOf } from '../quantity.ts'
import type { Container } from './spec.ts'

/** What the kernel holds a container to; what has no limit is as good as without. */
export const boundsOf = ({ resources: { limits } }: Container) => ({
  memoryBytes: limits.memory ? amountOf(limits.memory) : unlimitedBytes,
  cpuMillis: limits.cpu ? Math.max(10, amountOf(limits.cpu) * 1_000) : unlimitedCpuMillis,
  processes: processesMax,
})

const unlimitedBytes = 2 ** 40
const unlimitedCpuMillis = 100_000
const processesMax = 1_024
