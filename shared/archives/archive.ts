import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { Bytes } from '../contract/storage.ts'
import { collection } from '../firestore/collection.ts'

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

/** Its name in the bucket: its content, under its account. */
export const objectOf = ({ account_id: accountId, sha256 }: Archive): string =>
  `archives/${accountId}/${sha256}.tar.gz`
