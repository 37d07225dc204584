import type { Micros } from '../ledger/entry.ts'
import { invariant } from '../platform/faults.ts'

/** What a machine of this shape costs: the price it was created at, kept for its whole life. */
export interface Rate {
  readonly microsPerHour: Micros
  /** Once, when it begins to run. */
  readonly startFeeMicros: Micros
}

/**
 * What so many seconds of a session that began to run cost. A fraction of a micro-credit is rounded up,
 * once, over the whole time.
 */
export function costOf(seconds: number, microsPerHour: Micros, startFeeMicros: Micros = 0): Micros {
  const product = seconds * microsPerHour
  invariant(Number.isSafeInteger(product), `${seconds} s at ${microsPerHour} is not exact`)
  return startFeeMicros + Math.ceil(product / secondsPerHour)
}

/** The most whole seconds that so many micro-credits pay for. */
export function secondsFor(
  micros: Micros,
  microsPerHour: Micros,
  startFeeMicros: Micros = 0,
): number {
  if (micros < startFeeMicros) return 0
  if (microsPerHour === 0) return Number.MAX_SAFE_INTEGER
  return Math.floor(((micros - startFeeMicros) * secondsPerHour) / microsPerHour)
}

const secondsPerHour = 3_600
