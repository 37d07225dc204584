import type * as z from 'zod'
import { money } from '../contract/money.ts'
import type { registerStorage } from '../contract/storage.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import type { Prices } from '../pricing/list.ts'
import { listWorkspaces } from '../workspaces/store.ts'
import { dayOf } from './days.ts'
import { costOfDay } from './price.ts'
import type { StorageResource } from './resource.ts'

type View = z.output<typeof registerStorage.output>
type Reading = Pick<Plane, 'db' | 'clock' | 'prices'>

/** A resource as callers see it, and what it costs today. */
export async function viewStorage(plane: Reading, resource: StorageResource): Promise<View> {
  const now = plane.clock.now()
  const prices = await plane.prices(now)
  const defaults = await defaultsOf(plane, resource.account_id)
  return viewed(resource, { prices, now, defaults })
}

/** The same of many of one account. */
export async function viewAllStorage(
  plane: Reading,
  accountId: string,
  resources: readonly StorageResource[],
): Promise<View[]> {
  const now = plane.clock.now()
  const prices = await plane.prices(now)
  const defaults = await defaultsOf(plane, accountId)
  return resources.map((resource) => viewed(resource, { prices, now, defaults }))
}

/** What workspaces of an account mount unless they are told otherwise. */
async function defaultsOf({ db }: Reading, accountId: string): Promise<ReadonlySet<string>> {
  const page = { limit: limits.workspacesMax, after: null }
  const those = await listWorkspaces(db, { accountId, status: 'active' }, page)
  return new Set(those.flatMap(({ vault_id, drive_id }) => [vault_id ?? '', drive_id ?? '']))
}

interface Today {
  readonly prices: Prices
  readonly now: Instant
  readonly defaults: ReadonlySet<string>
}

function viewed(resource: StorageResource, { prices, now, defaults }: Today): View {
  const {
    request_hash: _,
    measurements,
    owed_micros: owed,
    collections: __,
    due_at: ___,
    measure_due_at: ____,
    ...shown
  } = resource
  const last = measurements.at(-1)
  const size = last?.size_bytes ?? 0
  const cost = shown.deleted_at ? 0 : costOfDay(prices, shown.storage_class, size, dayOf(now))
  return {
    ...shown,
    resource_id: shown.id,
    is_default: defaults.has(shown.id),
    size_bytes: size,
    measured_at: last?.at ?? null,
    daily_cost: money(cost),
    owed: money(owed),
  }
}
