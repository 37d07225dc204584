import type { Firestore } from '@google-cloud/firestore'
import { unpacked } from '../ledger/batch.ts'
import { type Entry, entries } from '../ledger/entry.ts'
import { limits } from '../platform/limits.ts'
import type { Period } from './period.ts'
import { tooMany } from './tooMany.ts'

/** An account's entries of a period, oldest first; more than a report may read is refused. */
export async function entriesIn(
  db: Firestore,
  accountId: string,
  { from, to }: Period,
): Promise<readonly Entry[]> {
  const { docs } = await db
    .collection(entries.name)
    .where('account_id', '==', accountId)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at')
    .limit(limits.reportRowsMax + 1)
    .get()
  const found = docs.flatMap((document) => unpacked(document.data()))
  if (found.length > limits.reportRowsMax) throw tooMany('entries')
  return found.toSorted((one, other) => one.seq - other.seq)
}
