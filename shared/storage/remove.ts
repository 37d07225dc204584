import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { withDue } from './due.ts'
import { findStorage } from './find.ts'
import { type StorageResource, storageResources } from './resource.ts'

/**
 * It ends now, or ended before. Days until then are still charged, and what is owed is still collected. A bucket of ours
 * is still to go: `seeTo` it.
 */
export async function remove(tx: Tx, id: string, now: Instant): Promise<StorageResource> {
  const resource = await findStorage(tx, id)
  if (resource.deleted_at) return resource
  const state = resource.bucket_name ? 'deleting' : 'deleted'
  const after = withDue({ ...resource, deleted_at: now, state }, now)
  tx.update(storageResources, id, after)
  return after
}
