import { FieldPath, type Firestore, type QueryDocumentSnapshot } from '@google-cloud/firestore'
import { newest, type Slice } from '../firestore/newest.ts'
import type { Instant } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { type Account, accounts } from './account.ts'

/**
 * A page of the accounts with a meter or a lot that is due, the longest overdue first; of one shard, if that is said.
 * Accounts with nothing live are not indexed.
 */
export async function dueAccounts(
  db: Firestore,
  now: Instant,
  { shard, after }: { shard?: number; after?: QueryDocumentSnapshot | undefined } = {},
): Promise<readonly QueryDocumentSnapshot[]> {
  const all = db.collection(accounts.name)
  let query = (shard === undefined ? all : all.where('shard', '==', shard))
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy(FieldPath.documentId())
  if (after) query = query.startAfter(after.data().due_at, after.id)
  return (await query.limit(limits.sweepPageAccounts).get()).docs
}

/** Accounts, newest first. */
export const listAccounts = (db: Firestore, slice: Slice): Promise<readonly Account[]> =>
  newest(accounts, db.collection(accounts.name), slice)
