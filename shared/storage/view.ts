import type * as z from 'zod'
import { money } from '../contract/money.ts'
import type { registerStorage } from '../contract/storage.ts'
import type { Instant } from '../platform/clock.ts'
import type { Prices } from '../pricing/list.ts'
import { dayOf } from './days.ts'
import { costOfDay } from './price.ts'
import type { StorageResource } from './resource.ts'

/** A resource as callers see it, and what it costs today. */
export function viewStorage(
  resource: StorageResource,
  prices: Prices,
  now: Instant,
): z.output<typeof registerStorage.output> {
  const {
    request_hash: _,
    measurements,
    owed_micros: owed,
    collections: __,
    due_at: ___,
    ...shown
  } = resource
  const last = measurements.at(-1)
  const size = last?.size_bytes ?? 0
  const cost = shown.deleted_at ? 0 : costOfDay(prices, shown.storage_class, size, dayOf(now))
  return {
    ...shown,
    size_bytes: size,
    measured_at: last?.at ?? null,
    daily_cost: money(cost),
    owed: money(owed),
  }
}
