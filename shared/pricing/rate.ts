import type { Micros } from '../ledger/entry.ts'
import { invariant } from '../platform/faults.ts'

/** What a machine of this shape costs an hour: the price it was created at, kept for its whole life. */
export interface Rate {
  readonly microsPerHour: Micros
  readonly priceVersion: string
}

/** What so many seconds cost. A fraction of a micro-credit is rounded up, once, over the whole time. */
export function costOf(seconds: number, microsPerHour: Micros): Micros {
  const product = seconds * microsPerHour
  invariant(Number.isSafeInteger(product), `${seconds} s at ${microsPerHour} is not exact`)
  return Math.ceil(product / secondsPerHour)
}

/** The most whole seconds that so many micro-credits pay for. */
export const secondsFor = (micros: Micros, microsPerHour: Micros): number =>
  microsPerHour === 0
    ? Number.MAX_SAFE_INTEGER
    : Math.floor((micros * secondsPerHour) / microsPerHour)

const secondsPerHour = 3_600
