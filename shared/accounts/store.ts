import type { Firestore } from '@google-cloud/firestore'
import type { Instant } from '../platform/clock.ts'
import { accounts } from './account.ts'

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
