import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { each } from '../platform/each.ts'
import { type Archive, archives, objectOf } from './archive.ts'
import { unusedArchives } from './store.ts'

/** Takes an archive away that nobody needs; one that is needed stays. Its bytes go first, its record last. */
export async function removeUnused(plane: Plane, id: string): Promise<void> {
  const archive = await read(plane.db, archives, id)
  if (!archive?.unused_since || !plane.depot) return
  await plane.depot.remove(objectOf(archive))
  await plane.transact(archive.account_id, async (tx) => {
    const now = await tx.get(archives, id)
    // Or it was removed, kept again and given up again by others since.
    if (now?.unused_since && now.storage_id === archive.storage_id) tx.delete(archives, id)
  })
}

/** The same for all that were left behind. */
export async function removeAllUnused(plane: Plane): Promise<void> {
  const what = ({ id }: Archive) => ({ archive_id: id })
  await each(await unusedArchives(plane.db), { log: plane.log, what }, ({ id }) =>
    removeUnused(plane, id),
  )
}

/** What fails now is left for `removeAllUnused`. */
export async function removeSoon(plane: Plane, id: string | null): Promise<void> {
  if (!id) return
  await removeUnused(plane, id).catch((cause: unknown) =>
    plane.log.warn('an archive is left to be removed later', { archive_id: id, cause }),
  )
}
