import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore'
import type { Instant } from '../platform/clock.ts'
import type { Mark } from '../platform/mark.ts'
import { type StorageResource, storageResources } from './resource.ts'

interface Window {
  readonly limit: number
  readonly after: Mark | null
}

/** Resources with something to charge, the longest overdue first. Those that ended and owe nothing are not indexed. */
export const dueStorage = (db: Firestore, now: Instant, window: Window) =>
  page(
    db
      .collection(storageResources.name)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy(FieldPath.documentId()),
    window,
  )

/** An account's resources, newest first, those that ended among them. */
export function listStorage(
  db: Firestore,
  { accountId, workspaceId }: { accountId: string; workspaceId?: string | undefined },
  window: Window,
) {
  const all = db.collection(storageResources.name).where('account_id', '==', accountId)
  const those = workspaceId ? all.where('workspace_id', '==', workspaceId) : all
  const ordered = those.orderBy('created_at', 'desc').orderBy(FieldPath.documentId(), 'desc')
  return page(ordered, window)
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

async function page(ordered: Query, { limit, after }: Window): Promise<readonly StorageResource[]> {
  const from = after ? ordered.startAfter(after.at, after.id) : ordered
  return parsed(await from.limit(limit).get())
}

const parsed = ({ docs }: { docs: readonly { data(): unknown }[] }) =>
  docs.map((document) => storageResources.schema.parse(document.data()))
