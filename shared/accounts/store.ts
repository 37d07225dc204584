import { FieldPath, type Firestore } from '@google-cloud/firestore'
import type { Instant } from '../platform/clock.ts'
import type { Mark } from '../platform/mark.ts'
import { type Account, accounts } from './account.ts'

/** Ids of accounts with a meter that is due, the longest overdue first. Accounts with nothing live are not indexed. */
export async function dueAccounts(
  db: Firestore,
  now: Instant,
  limit: number,
): Promise<readonly string[]> {
  const { docs } = await db
    .collection(accounts.name)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .get()
  return docs.map(({ id }) => id)
}

/** Accounts, newest first. */
export async function listAccounts(
  db: Firestore,
  { limit, after }: { limit: number; after: Mark | null },
): Promise<readonly Account[]> {
  const newest = db
    .collection(accounts.name)
    .orderBy('created_at', 'desc')
    .orderBy(FieldPath.documentId(), 'desc')
  const from = after ? newest.startAfter(after.at, after.id) : newest
  const { docs } = await from.limit(limit).get()
  return docs.map((document) => accounts.schema.parse(document.data()))
}
