import { unclaim } from '../archives/claim.ts'
import { dropDraft, keepArchive, receiveDraft } from '../archives/keep.ts'
import { removeSoon } from '../archives/remove.ts'
import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { filesOf, inTime, wake } from '../sessions/checkpoint.ts'
import { type Session, sessions } from '../sessions/session.ts'
import { snapshotKept } from './make.ts'
import { type Snapshot, snapshots } from './snapshot.ts'
import { creatingOf } from './store.ts'

/** Takes every snapshot of a session that is wanted and not there. The session stands still meanwhile, and goes on. */
export async function takeSnapshots(plane: Plane, session: Session): Promise<void> {
  for (const snapshot of await creatingOf(plane.db, session.id)) {
    try {
      await take(plane, snapshot)
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      plane.log.warn('a snapshot failed', { snapshot_id: snapshot.id, cause })
      await fail(plane, snapshot, cause)
    }
  }
}

async function take(plane: Plane, { id, session_id, account_id: accountId }: Snapshot) {
  const session = await read(plane.db, sessions, session_id)
  if (session?.status !== 'running') {
    throw new Fault('session_not_running', 'the session did not run any more')
  }
  const { draft, skipped } = await captured(plane, session, id).finally(() =>
    wake(plane, session, id),
  )
  // On record before its bytes are, so that a failure finds it.
  const claimed = (archive: { id: string }) =>
    plane.transact(accountId, async (tx) => {
      const snapshot = await tx.get(snapshots, id)
      if (snapshot) tx.update(snapshots, id, { ...snapshot, archive_id: archive.id })
    })
  const archive = await inTime(keepArchive(plane, { accountId, userId: id, claimed }, draft))
  await plane.transact(accountId, (tx) => snapshotKept(tx, id, archive.id, skipped))
}

async function captured(plane: Plane, session: Session, id: string) {
  const { taken: draft, skipped } = await inTime(
    filesOf(plane, session).capture(session.id, id, (tar) => receiveDraft(plane, id, tar)),
  )
  return { draft, skipped }
}

async function fail(plane: Plane, { id, account_id: accountId }: Snapshot, { message }: Fault) {
  const at = plane.clock.now()
  const archiveId = await plane.transact(accountId, async (tx) => {
    const snapshot = await tx.get(snapshots, id)
    if (snapshot?.status !== 'creating') return null
    if (snapshot.archive_id) await unclaim(tx, snapshot.archive_id, id, at)
    tx.update(snapshots, id, { ...snapshot, status: 'failed', why: message, archive_id: null })
    return snapshot.archive_id
  })
  await dropDraft(plane, id)
  await removeSoon(plane, archiveId)
}
