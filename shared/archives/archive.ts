import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { Bytes } from '../contract/storage.ts'
import { collection } from '../firestore/collection.ts'
import { derivedId } from '../platform/ids.ts'

/** The files of a workspace, kept once for each account however many sessions and snapshots are made of them. */
export const Archive = z.object({
  id: z.string(),
  account_id: z.string(),
  /** Of the bytes in the bucket. */
  sha256: z.string(),
  size_bytes: Bytes,
  /** Ids of the sessions and snapshots that need it. Without any it is being removed. */
  users: z.array(z.string()),
  /** What its bytes are charged as. */
  storage_id: z.string(),
  created_at: Timestamp,
  /** Set when nobody needs it: what `removeUnused` looks for. */
  unused_since: Timestamp.nullable(),
})
export type Archive = z.output<typeof Archive>

export const archives = collection('archives', Archive)

/**
 * Its name in the bucket: its content, under its account, and what it is charged as. Equal files that are kept again after
 * these were given up have another name, so that whoever is late to remove these does not remove those.
 */
export const objectOf = ({
  account_id: accountId,
  sha256,
  storage_id: storageId,
}: Archive): string => `archives/${accountId}/${sha256}-${storageId}.tar.gz`

/** The id of the record that an object of this name may belong to. Nothing for a name that is none of ours. */
export function recordIdOf(name: string): string | undefined {
  const [, accountId, sha256] = /^archives\/([^/]+)\/([0-9a-f]{64})-/.exec(name) ?? []
  return accountId && sha256 ? archiveId(accountId, sha256) : undefined
}

export const archiveId = (accountId: string, sha256: string): string =>
  derivedId('archive', accountId, sha256)
