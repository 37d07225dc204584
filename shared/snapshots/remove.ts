import { unclaim } from '../archives/claim.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { notReady, type Snapshot, snapshots } from './snapshot.ts'

/** It is wanted no more. Its archive goes with it, unless somebody else needs that. */
export async function removeSnapshot(tx: Tx, id: string, at: Instant): Promise<Snapshot> {
  const snapshot = await tx.get(snapshots, id)
  if (!snapshot) throw new Fault('not_found', `no snapshot ${id}`)
  if (snapshot.status === 'creating') throw notReady(snapshot)
  if (snapshot.archive_id) await unclaim(tx, snapshot.archive_id, id, at)
  tx.delete(snapshots, id)
  return snapshot
}
