import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import { newId, newSecret } from '../platform/ids.ts'
import { hashOf } from '../platform/secret.ts'

/** A key of the admin face as we keep it: never the key, only what proves it. */
export const AdminKey = z.object({
  id: z.string(),
  name: z.string(),
  /** As `hashOf` makes it. */
  secret_hash: z.string(),
  /** What a rotation replaced, good until its overlap ends. */
  old_secret: z.object({ hash: z.string(), until: Timestamp }).nullable(),
  created_at: Timestamp,
  rotated_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
})
export type AdminKey = z.output<typeof AdminKey>

export const adminKeys = collection('admin_keys', AdminKey)

/** `onmadm_<id>_<secret>`: the id finds it in one read, the secret proves it. */
export const newAdminKey = (id = newId('adminKey')) => {
  const secret = newSecret()
  return { id, key: `onmadm_${id}_${secret}`, secretHash: hashOf(secret) }
}

export function parseAdminKey(key: string): { id: string; secret: string } | undefined {
  const [, id, secret] = /^onmadm_(adm[0-9a-z]{18})_([0-9a-z]{32})$/.exec(key) ?? []
  return id && secret ? { id, secret } : undefined
}

/** A key that is not revoked, or `not_found`. */
export async function liveAdminKey(tx: Tx, id: string): Promise<AdminKey> {
  const found = await tx.get(adminKeys, id)
  if (found && !found.revoked_at) return found
  throw new Fault('not_found', `no admin key ${id}, or it was revoked`)
}

/** What may be shown of it. */
export const viewAdminKey = ({
  secret_hash: _,
  old_secret: __,
  ...rest
}: AdminKey): Omit<AdminKey, 'secret_hash' | 'old_secret'> => rest
