import type { Backend } from '../../shared/contract/topics.ts'
import { rateOf } from '../../shared/pricing/prices.ts'
import { costOf } from '../../shared/pricing/rate.ts'
import { shipped } from '../../shared/pricing/shipped.ts'
import { resources } from '../conformance/resources.ts'

/**
 * What a run of so many cases costs at the very most, in micro-credits (1 credit = 1 USD), by the shipped prices: as if
 * every session that a case may start ran for all of its time.
 */
export function costMax(backend: Backend, cases: number): number {
  const { cpu_millis: cpuMillis, memory_mb, disk_mb } = resources
  // Cloud Run's files are memory.
  const memoryMb = memory_mb + disk_mb
  const rate = rateOf(shipped, backend, { cpuMillis, memoryMb, gpus: 0 })
  const sessions = cases * sessionsPerCaseMax + 1
  return sessions * costOf(secondsPerSessionMax, rate.microsPerHour, rate.startFeeMicros)
}

const sessionsPerCaseMax = 4
/** A case is given up after two minutes; what it left is ended with the suite, or by the next one. */
const secondsPerSessionMax = 1_800
