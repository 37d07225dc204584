import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { type StorageResource, storageResources } from './resource.ts'

/** Makes a bucket what its resource says. It may come again, late, or be cut after any line. */
export async function seeTo(plane: Plane, id: string): Promise<void> {
  const { buckets, db } = plane
  const resource = await read(db, storageResources, id)
  if (!buckets || !resource?.bucket_name) return
  const { bucket_name: name, account_id: accountId, storage_class: storageClass } = resource
  if (resource.state === 'creating') {
    await buckets.make({ name, storageId: id, accountId, storageClass })
    // It was deleted meanwhile, and whoever removed the bucket may have been there before it was made.
    if ((await settled(plane, id, 'creating', 'active')) !== 'active') await buckets.remove(name)
  }
  if (resource.state === 'deleting') {
    await buckets.remove(name)
    await settled(plane, id, 'deleting', 'deleted')
  }
}

/** What does not come about now is left to the job. */
export const seeToQuietly = async (plane: Plane, id: string): Promise<void> => {
  await seeTo(plane, id).catch((cause: unknown) =>
    plane.log.error('a bucket is left to the job', { storage_id: id, cause }),
  )
}

/** Takes a resource from one state to the next, unless somebody else has; says what it is in now. */
const settled = (
  { transact }: Plane,
  id: string,
  from: StorageResource['state'],
  to: StorageResource['state'],
) =>
  transact(id, async (tx) => {
    const before = await tx.get(storageResources, id)
    if (before?.state === 'inactive') return 'active'
    if (before?.state !== from) return before?.state
    tx.update(storageResources, id, { ...before, state: to })
    return to
  })
