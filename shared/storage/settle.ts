import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { storageResources } from './resource.ts'
import { seeTo } from './seeTo.ts'
import { unsettledStorage } from './store.ts'

/** Sees to every bucket that is half made or half removed, then takes away those that came after their resource had gone. */
export async function settleBuckets(
  plane: Plane,
): Promise<{ unsettled: number; leftovers: number }> {
  const { buckets, db, log } = plane
  if (!buckets) return { unsettled: 0, leftovers: 0 }
  const open = await unsettledStorage(db, limits.bucketsSeenToMax)
  await each(open, { log, what: ({ id }) => ({ storage_id: id }) }, ({ id }) => seeTo(plane, id))
  let leftovers = 0
  const what = ({ name }: { name: string }) => ({ bucket: name })
  await each(await buckets.list(), { log, what }, async ({ name, storageId }) => {
    const resource = await read(db, storageResources, storageId)
    if (!resource) return log.error('a bucket belongs to nothing we know', { bucket: name })
    if (resource.state !== 'deleted' || resource.bucket_name !== name) return
    await buckets.remove(name)
    leftovers += 1
  })
  return { unsettled: open.length, leftovers }
}
