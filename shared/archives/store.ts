import type { Firestore } from '@google-cloud/firestore'
import { limits } from '../platform/limits.ts'
import { type Archive, archives } from './archive.ts'

/** Archives that nobody needs, the longest unused first. */
export async function unusedArchives(db: Firestore): Promise<readonly Archive[]> {
  const { docs } = await db
    .collection(archives.name)
    .where('unused_since', '>', '')
    .orderBy('unused_since')
    .limit(limits.archivesRemovedMax)
    .get()
  return docs.map((document) => archives.schema.parse(document.data()))
}
