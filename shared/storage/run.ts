import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import type { Mark } from '../platform/mark.ts'
import { chargeResource } from './charge.ts'
import type { StorageResource } from './resource.ts'
import { dueStorage } from './store.ts'

/**
 * Charges all that is due, the longest overdue first. What one run does not come to, or was cut off from, is due in
 * the next: a resource that fails is passed over, and the rest of the list is still reached.
 */
export async function chargeDueStorage(
  plane: Plane,
): Promise<{ resources: number; days: number; is_complete: boolean }> {
  const now = plane.clock.now()
  // Read once for the whole run: every day that is due began before now.
  await plane.prices(now)
  const counts = { resources: 0, days: 0 }
  const what = ({ id }: StorageResource) => ({ storage_id: id })
  let after: Mark | null = null
  for (let page = 0; page < limits.storagePagesPerRunMax; page++) {
    const due = await dueStorage(plane.db, now, { limit: limits.storagePageSize, after })
    await each(due, { log: plane.log, what }, async (resource) => {
      counts.days += await catchUp(plane, resource, now)
      counts.resources += 1
    })
    const last = due.at(-1)
    if (!last?.due_at || due.length < limits.storagePageSize) {
      return { ...counts, is_complete: true }
    }
    after = { at: last.due_at, id: last.id }
  }
  return { ...counts, is_complete: false }
}

/** Commit by commit until it is up to date; each charges at least one day, so this ends. */
async function catchUp(plane: Plane, resource: StorageResource, now: Instant): Promise<number> {
  const { days, isDue } = await plane.transact(resource.account_id, (tx) =>
    chargeResource(tx, resource.id, plane.prices, now),
  )
  return isDue ? days + (await catchUp(plane, resource, now)) : days
}
