import { archives } from '../archives/archive.ts'
import { share } from '../archives/claim.ts'
import type { Tx } from '../firestore/transact.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { mustBeAble } from '../providers/capabilities.ts'
import { notRunning } from '../sessions/find.ts'
import type { Session } from '../sessions/session.ts'
import { type Snapshot, snapshots } from './snapshot.ts'

export interface Wanted {
  readonly id: string
  readonly name: string | null
  readonly requestHash: string | null
  readonly at: Instant
}

/**
 * A snapshot to be taken of a running session; of a paused one its archive is one already. A request told again is
 * answered with what it made.
 */
export async function makeSnapshot(
  tx: Tx,
  session: Session,
  wanted: Wanted,
): Promise<{ snapshot: Snapshot; line: OutboxLine | null }> {
  const found = await tx.get(snapshots, wanted.id)
  if (found) return { snapshot: theSame(found, wanted), line: null }
  const { backend, status, archive_id: archiveId } = session
  mustBeAble(backend, 'pause', `the files of sessions on ${backend} cannot be had`)
  const snapshot = draft(session, wanted)
  if (status === 'paused' && archiveId) {
    const { size_bytes, sha256 } = await share(tx, archiveId, snapshot.id)
    const ready: Snapshot = {
      ...snapshot,
      status: 'ready',
      archive_id: archiveId,
      size_bytes,
      sha256,
    }
    await tx.create(snapshots, ready.id, ready)
    return { snapshot: ready, line: null }
  }
  if (status !== 'running') throw notRunning(session)
  await tx.create(snapshots, snapshot.id, snapshot)
  const command = { verb: 'snapshot', backend, session_id: session.id } as const
  return { snapshot, line: await send(tx, command, wanted.at) }
}

const draft = (session: Session, { id, name, requestHash, at }: Wanted): Snapshot => ({
  id,
  account_id: session.account_id,
  session_id: session.id,
  name,
  status: 'creating',
  why: null,
  template: session.template,
  resources: session.resources,
  size_bytes: null,
  sha256: null,
  skipped: [],
  created_at: at,
  archive_id: null,
  request_hash: requestHash,
})

/** Its bytes are kept: what a snapshot is once its archive has been read back. */
export async function snapshotKept(
  tx: Tx,
  id: string,
  archiveId: string,
  skipped: readonly string[],
): Promise<Snapshot | undefined> {
  const snapshot = await tx.get(snapshots, id)
  if (snapshot?.status !== 'creating') return snapshot
  const archive = await tx.get(archives, archiveId)
  invariant(archive, `snapshot ${id} has no archive`)
  invariant(archive.users.includes(id), `snapshot ${id} is no user of its archive`)
  const { size_bytes, sha256 } = archive
  const ready: Snapshot = {
    ...snapshot,
    status: 'ready',
    size_bytes,
    sha256,
    skipped: [...skipped],
  }
  tx.update(snapshots, id, { ...ready, archive_id: archiveId })
  return ready
}

function theSame(found: Snapshot, { requestHash }: Wanted): Snapshot {
  if (found.request_hash === requestHash) return found
  throw new Fault(
    'idempotency_conflict',
    'this idempotency key came with another body before; use a new key',
  )
}
