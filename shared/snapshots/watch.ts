import { setTimeout as sleep } from 'node:timers/promises'
import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import { type Snapshot, snapshots } from './snapshot.ts'

/** The snapshot once it is there or failed, or as it stands when the time is up. */
export async function waitForSnapshot(
  db: Firestore,
  id: string,
  waitMs: number,
): Promise<Snapshot | undefined> {
  const until = performance.now() + waitMs
  for (;;) {
    const snapshot = await read(db, snapshots, id)
    if (snapshot?.status !== 'creating' || performance.now() >= until) return snapshot
    await sleep(Math.min(lookMs, Math.max(0, until - performance.now())))
  }
}

const lookMs = 250
