import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import { Fault } from '../platform/faults.ts'
import { type Snapshot, snapshots } from './snapshot.ts'

/** An account's snapshot. Somebody else's is not there. */
export async function findSnapshot(
  db: Firestore,
  accountId: string,
  id: string,
): Promise<Snapshot> {
  const found = await read(db, snapshots, id)
  if (found?.account_id === accountId) return found
  throw new Fault('not_found', `no snapshot ${id}`)
}
