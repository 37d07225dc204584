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
export const listStorage = (db: Firestore, accountId: string, window: Window) =>
  page(
    db
      .collection(storageResources.name)
      .where('account_id', '==', accountId)
      .orderBy('created_at', 'desc')
      .orderBy(FieldPath.documentId(), 'desc'),
    window,
  )

async function page(ordered: Query, { limit, after }: Window): Promise<readonly StorageResource[]> {
  const from = after ? ordered.startAfter(after.at, after.id) : ordered
  const { docs } = await from.limit(limit).get()
  return docs.map((document) => storageResources.schema.parse(document.data()))
}
