import type { Readable } from 'node:stream'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { newId } from '../platform/ids.ts'
import { type Archive, objectOf } from './archive.ts'
import { claim } from './claim.ts'
import type { Depot } from './depot.ts'
import { removeUnused } from './remove.ts'

/**
 * A draft is taken, claimed for its user, made the archive, and read back: only then is it answered. Cut at any point, it
 * may be begun again. What is claimed and not kept is its user's to give up.
 */
export async function keepArchive(
  plane: Plane,
  to: { accountId: string; userId: string; claimed: (archive: Archive) => Promise<void> },
  draft: { name: string; sha256: string; size_bytes: number },
): Promise<Archive> {
  const depot = depotOf(plane)
  const archive = await claimed(plane, to, draft)
  await to.claimed(archive)
  await depot.keep(draft.name, objectOf(archive))
  await depot.verify(objectOf(archive), archive)
  await depot.remove(draft.name)
  return archive
}

/** The one draft of its user, so that the next try replaces what the last left. */
export const receiveDraft = async (plane: Plane, userId: string, tar: Readable) => {
  const name = `drafts/${userId}`
  return { name, ...(await depotOf(plane).receive(name, tar)) }
}

/** What fails here is a draft that lies about, which nobody is charged for. */
export const dropDraft = (plane: Plane, userId: string) =>
  depotOf(plane)
    .remove(`drafts/${userId}`)
    .catch((cause: unknown) => plane.log.warn('a draft was not removed', { userId, cause }))

export function depotOf({ depot }: Plane): Depot {
  if (depot) return depot
  throw new Fault('unsupported', 'this deployment has no bucket for the files of paused sessions')
}

async function claimed(
  plane: Plane,
  { accountId, userId }: { accountId: string; userId: string },
  { sha256, size_bytes }: { sha256: string; size_bytes: number },
): Promise<Archive> {
  const storageId = newId('storage')
  const at = plane.clock.now()
  const archive = await plane.transact(accountId, (tx) =>
    claim(tx, { accountId, userId, sha256, size_bytes, storageId, at }),
  )
  if (!archive.unused_since) return archive
  await removeUnused(plane, archive.id)
  return claimed(plane, { accountId, userId }, { sha256, size_bytes })
}
