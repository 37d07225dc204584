import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore'
import { newest, type Slice } from '../firestore/newest.ts'
import type { Instant } from '../platform/clock.ts'
import { type StorageResource, storageResources } from './resource.ts'

/** Resources with something to charge, the longest overdue first. Those that ended and owe nothing are not indexed. */
export const dueStorage = (db: Firestore, now: Instant, slice: Slice) =>
  page(
    db
      .collection(storageResources.name)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy(FieldPath.documentId()),
    slice,
  )

/** An account's resources, newest first, those that ended among them. */
export function listStorage(
  db: Firestore,
  { accountId, workspaceId }: { accountId: string; workspaceId?: string | undefined },
  slice: Slice,
) {
  const all = db.collection(storageResources.name).where('account_id', '==', accountId)
  const those = workspaceId ? all.where('workspace_id', '==', workspaceId) : all
  return newest(storageResources, those, slice)
}

/** Buckets of an account that were made here and have not gone. */
export const bucketsOf = async (db: Firestore, accountId: string, limit: number) =>
  parsed(
    await db
      .collection(storageResources.name)
      .where('account_id', '==', accountId)
      .where('kind', '==', 'bucket')
      .where('state', 'in', ['creating', 'active', 'inactive', 'deleting'])
      .limit(limit)
      .get(),
  )

/** Those whose bucket is not yet what it should be. */
export const unsettledStorage = async (db: Firestore, limit: number) =>
  parsed(
    await db
      .collection(storageResources.name)
      .where('state', 'in', ['creating', 'deleting'])
      .limit(limit)
      .get(),
  )

/** Those whose bucket is to be measured, the longest overdue first. */
export const unmeasuredStorage = async (db: Firestore, now: Instant, limit: number) =>
  parsed(
    await db
      .collection(storageResources.name)
      .where('measure_due_at', '<=', now)
      .orderBy('measure_due_at')
      .limit(limit)
      .get(),
  )

async function page(ordered: Query, { limit, after }: Slice): Promise<readonly StorageResource[]> {
  const from = after ? ordered.startAfter(after.at, after.id) : ordered
  return parsed(await from.limit(limit).get())
}

const parsed = ({ docs }: { docs: readonly { data(): unknown }[] }) =>
  docs.map((document) => storageResources.schema.parse(document.data()))
