import type { Micros } from '../ledger/entry.ts'
import { invariant } from '../platform/faults.ts'
import type { Prices } from '../pricing/list.ts'
import { type Day, daysInMonth } from './days.ts'
import type { StorageResource } from './resource.ts'

/** What so many bytes cost for one day. A fraction of a micro-credit is rounded up, once a day. */
export function costOfDay(
  { storage_gib_month: prices }: Pick<Prices, 'storage_gib_month'>,
  storageClass: StorageResource['storage_class'],
  sizeBytes: number,
  day: Day,
): Micros {
  const total = BigInt(sizeBytes) * BigInt(prices[storageClass].nanos)
  const unit = bytesPerGibibyte * BigInt(daysInMonth(day)) * nanosPerMicro
  const micros = Number((total + unit - 1n) / unit)
  invariant(Number.isSafeInteger(micros), `${sizeBytes} bytes of ${storageClass} are not exact`)
  return micros
}

const bytesPerGibibyte = 1_024n ** 3n
const nanosPerMicro = 1_000n
