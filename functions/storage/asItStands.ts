import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { type StorageResource, storageResources } from '../../shared/storage/resource.ts'
import { seeToQuietly } from '../../shared/storage/seeTo.ts'
import { viewStorage } from '../../shared/storage/view.ts'

/** What became of it once its bucket was seen to. */
export async function asItStands(plane: Plane, saved: StorageResource) {
  await seeToQuietly(plane, saved.id)
  return viewStorage(plane, (await read(plane.db, storageResources, saved.id)) ?? saved)
}
