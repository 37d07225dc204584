import type { Firestore } from '@google-cloud/firestore'
import { type Snapshot, snapshots } from './snapshot.ts'

/** A session's snapshots, newest first. */
export async function snapshotsOf(db: Firestore, sessionId: string): Promise<readonly Snapshot[]> {
  const { docs } = await db.collection(snapshots.name).where('session_id', '==', sessionId).get()
  return docs
    .map((document) => snapshots.schema.parse(document.data()))
    .toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1))
}

export const creatingOf = async (db: Firestore, sessionId: string) =>
  (await snapshotsOf(db, sessionId)).filter(({ status }) => status === 'creating')

/** Every snapshot that is wanted and not there, of any account. */
export async function creating(db: Firestore): Promise<readonly Snapshot[]> {
  const { docs } = await db.collection(snapshots.name).where('status', '==', 'creating').get()
  return docs.map((document) => snapshots.schema.parse(document.data()))
}
