import type { Instant } from '../platform/clock.ts'
import { type Day, dayOf, daysAfter, endOf, plusDays } from './days.ts'
import type { StorageResource } from './resource.ts'

/** The resource with its due time: everything that changes what is to be charged ends here. */
export const withDue = (resource: StorageResource, now: Instant): StorageResource => ({
  ...resource,
  due_at: dueAt(resource, now),
})

/** Whole days that are over and not charged. */
export const daysDue = (resource: StorageResource, now: Instant, most: number): readonly Day[] =>
  daysAfter(resource.charged_through, dayBefore(resource.deleted_at ?? now), most)

function dueAt(resource: StorageResource, now: Instant): Instant | null {
  const { charged_through: chargedThrough, deleted_at: deletedAt } = resource
  if (!deletedAt || chargedThrough < dayBefore(deletedAt)) return endOf(plusDays(chargedThrough, 1))
  return resource.owed_micros > 0 ? endOf(dayOf(now)) : null
}

const dayBefore = (at: Instant): Day => plusDays(dayOf(at), -1)
