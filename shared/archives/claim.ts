import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { invariant } from '../platform/faults.ts'
import { measure } from '../storage/measure.ts'
import { register } from '../storage/register.ts'
import { remove } from '../storage/remove.ts'
import { type Archive, archiveId, archives } from './archive.ts'
import type { Fingerprint } from './depot.ts'

/**
 * Puts an archive down as needed, before its bytes are there: whoever removes it meanwhile sees that. One that is just
 * being removed is answered as it is, without the new user: `removeUnused` it, and claim again.
 */
export async function claim(
  tx: Tx,
  wanted: Fingerprint & { accountId: string; userId: string; storageId: string; at: Instant },
): Promise<Archive> {
  const { accountId, sha256, size_bytes, userId, storageId, at } = wanted
  const id = archiveId(accountId, sha256)
  const found = await tx.get(archives, id)
  if (found) return found.unused_since ? found : share(tx, id, userId)
  const archive: Archive = {
    id,
    account_id: accountId,
    sha256,
    size_bytes,
    users: [userId],
    storage_id: storageId,
    created_at: at,
    unused_since: null,
  }
  tx.update(archives, id, archive)
  const registration = {
    id: storageId,
    account_id: accountId,
    name: `archive-${sha256.slice(0, 12)}`,
    kind: 'archive',
    storage_class: 'standard',
    request_hash: null,
    created_at: at,
  } as const
  await register(tx, registration)
  await measure(tx, storageId, { at, size_bytes }, at)
  return archive
}

/** One more needs an archive that is there. */
export async function share(tx: Tx, id: string, userId: string): Promise<Archive> {
  const archive = await tx.get(archives, id)
  invariant(archive && !archive.unused_since, `archive ${id} is needed and not there`)
  if (archive.users.includes(userId)) return archive
  const after = { ...archive, users: [...archive.users, userId] }
  tx.update(archives, id, after)
  return after
}

/** One needs it no more. With the last its charge ends, and `removeUnused` may take it away. */
export async function unclaim(tx: Tx, id: string, userId: string, at: Instant): Promise<void> {
  const archive = await tx.get(archives, id)
  if (!archive?.users.includes(userId)) return
  const users = archive.users.filter((user) => user !== userId)
  const isUnused = users.length === 0
  tx.update(archives, id, { ...archive, users, unused_since: isUnused ? at : null })
  if (isUnused) await remove(tx, archive.storage_id, at)
}
