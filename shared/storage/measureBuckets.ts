import type { Tx } from '../firestore/transact.ts'
import type { Plane } from '../plane.ts'
import { type Instant, plusSeconds } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { dayOf, plusDays, startOf } from './days.ts'
import { measure } from './measure.ts'
import { type StorageResource, storageResources } from './resource.ts'
import { unmeasuredStorage } from './store.ts'

/** Measures the buckets that accounts have made, each once a day: what is in one then is what that day costs. */
export async function measureBuckets(plane: Plane): Promise<{ measured: number }> {
  const { buckets, db, clock, log } = plane
  if (!buckets) return { measured: 0 }
  const due = await unmeasuredStorage(db, clock.now(), limits.bucketsMeasuredMax)
  const what = ({ id }: StorageResource) => ({ storage_id: id })
  let measured = 0
  await each(due, { log, what }, async ({ id, account_id: accountId, bucket_name: name }) => {
    const bytes = await buckets.sizeOf(name ?? '').catch((cause: unknown) => {
      log.error('a bucket could not be measured', { storage_id: id, cause })
      return null
    })
    await plane.transact(accountId, (tx) => takeDown(tx, id, bytes, clock.now()))
    if (bytes !== null) measured += 1
  })
  return { measured }
}

/** Without a size it is asked for again in an hour: the others have their turn first. */
async function takeDown(tx: Tx, id: string, bytes: number | null, at: Instant): Promise<void> {
  const before = await tx.get(storageResources, id)
  if (!before) return
  if (before.deleted_at) return tx.update(storageResources, id, { ...before, measure_due_at: null })
  if (bytes === null) {
    const later = plusSeconds(at, limits.bucketMeasureAgainSeconds)
    return tx.update(storageResources, id, { ...before, measure_due_at: later })
  }
  const after = await measure(tx, id, { at, size_bytes: bytes }, at)
  const tomorrow = startOf(plusDays(dayOf(at), 1))
  tx.update(storageResources, id, { ...after, measure_due_at: tomorrow })
}
