import { setTimeout as sleep } from 'node:timers/promises'
import { accounts } from '../accounts/account.ts'
import { archives } from '../archives/archive.ts'
import { unclaim } from '../archives/claim.ts'
import { dropDraft, keepArchive, receiveDraft } from '../archives/keep.ts'
import { removeSoon } from '../archives/remove.ts'
import { stopAndKeep } from '../commands/keep.ts'
import { read } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { close } from '../ledger/bill.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import type { BoxFiles } from '../providers/provider.ts'
import { accountOf } from './create.ts'
import { end } from './end.ts'
import { reasonOf } from './reckon.ts'
import { happened, type Session, sessions } from './session.ts'
import { isOver, step } from './states.ts'

/**
 * Takes a pause further, from wherever it is: freeze, keep the files, read them back, and only then let the compute go.
 * Each step is on record before the next; one that fails lets the session go on running, with its files where they were.
 */
export async function pauseBox(plane: Plane, session: Session): Promise<void> {
  if (session.status !== 'pausing' || !session.pause) return
  if (!session.pause.verified_at && !(await kept(plane, session, session.pause.id))) return
  await stopAndKeep(plane, session, 0)
  const at = plane.clock.now()
  await plane.transact(session.account_id, (tx) => paused(tx, session.id, at))
}

/** Whether the files are kept now. If not, what else is to become of the session was seen to. */
async function kept(plane: Plane, session: Session, pauseId: string): Promise<boolean> {
  const observed = await plane.providers[session.backend].observe(session.id)
  if (observed.state !== 'running') {
    await lost(plane, session, pauseId)
    return false
  }
  try {
    await checkpoint(plane, session, pauseId)
    return true
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    await goOn(plane, session, pauseId, cause)
    return false
  }
}

async function checkpoint(plane: Plane, session: Session, pauseId: string): Promise<void> {
  const { id, account_id: accountId } = session
  const { taken: draft, skipped } = await inTime(
    filesOf(plane, session).capture(id, pauseId, (tar) =>
      receiveDraft(plane, `${id}-${pauseId}`, tar),
    ),
  )
  const change = (more: Partial<NonNullable<Session['pause']>>) =>
    plane.transact(accountId, (tx) => noted(tx, id, pauseId, more, plane.clock.now()))
  const claimed = async (archive: { id: string }) =>
    change({ archive_id: archive.id, skipped: [...skipped] })
  await inTime(keepArchive(plane, { accountId, userId: id, claimed }, draft))
  await change({ verified_at: plane.clock.now() })
}

/** On record, unless the session has been stopped or paused anew meanwhile. */
async function noted(
  tx: Tx,
  id: string,
  pauseId: string,
  change: Partial<NonNullable<Session['pause']>>,
  at: Instant,
): Promise<void> {
  const session = await tx.get(sessions, id)
  if (session?.status !== 'pausing' || session.pause?.id !== pauseId) {
    throw new Fault('checkpoint_failed', 'the session is not pausing any more')
  }
  const before = session.pause.archive_id
  const isOther = before && change.archive_id && before !== change.archive_id
  if (isOther) await unclaim(tx, before, id, at)
  tx.update(sessions, id, { ...session, pause: { ...session.pause, ...change } })
}

async function paused(tx: Tx, id: string, at: Instant): Promise<void> {
  const session = await tx.get(sessions, id)
  if (session?.status !== 'pausing' || !session.pause?.verified_at) return
  const { verified_at: verifiedAt, archive_id: archiveId, skipped } = session.pause
  const archive = archiveId ? await tx.get(archives, archiveId) : undefined
  const bill = await close(tx, await accountOf(tx, session.account_id), id, verifiedAt)
  const after: Session = {
    ...session,
    status: step(session.status, 'checkpointed'),
    archive_id: archiveId,
    pause: null,
    paused_at: verifiedAt,
    // Its next box is made for it.
    warm_box_id: null,
    past: {
      seconds: session.past.seconds + bill.billedSeconds,
      charged: session.past.charged + bill.charged,
      turn: bill.turn,
      paused_seconds: session.past.paused_seconds,
      boxes: session.past.boxes + 1,
    },
  }
  const data = { size_bytes: archive?.size_bytes, sha256: archive?.sha256, skipped }
  tx.update(sessions, id, happened(after, 'paused', at, data))
}

/** Its files could not be kept, so they stay where they are, and it runs on. */
async function goOn(plane: Plane, session: Session, pauseId: string, cause: Fault): Promise<void> {
  plane.log.warn('a session could not be paused', { session_id: session.id, cause })
  const at = plane.clock.now()
  const claimed = await plane.transact(session.account_id, (tx) =>
    running(tx, session.id, pauseId, at, cause),
  )
  // Stopped, paused anew, or kept after all by another who was at it: they see to the rest.
  if (claimed === undefined) return
  await wake(plane, session, pauseId)
  await dropDraft(plane, `${session.id}-${pauseId}`)
  await removeSoon(plane, claimed)
}

/**
 * Lets a box go on that `by` made stand still. What is paid for by now is said to its agent while it sleeps: it hears that
 * before it looks at its lease, which may have been renewed meanwhile.
 */
export async function wake(plane: Plane, session: Session, by: string): Promise<void> {
  const account = await read(plane.db, accounts, session.account_id)
  const paidUntil = account?.live[session.id]?.lease_ends_at
  const agent = plane.agent(session.backend, session.id)
  const told = paidUntil ? agent.renew(paidUntil) : Promise.resolve()
  const heard = told.catch((cause: unknown) =>
    plane.log.warn('an agent does not hear what is paid for', { session_id: session.id, cause }),
  )
  await filesOf(plane, session).thaw(session.id, by)
  await heard
}

/** The archive it had claimed, or null for none; undefined where there is nothing to give up. */
async function running(tx: Tx, id: string, pauseId: string, at: Instant, { code, message }: Fault) {
  const session = await tx.get(sessions, id)
  if (session?.status !== 'pausing' || session.pause?.id !== pauseId) return undefined
  if (session.pause.verified_at) return undefined
  const { archive_id: archiveId } = session.pause
  if (archiveId) await unclaim(tx, archiveId, id, at)
  const after = { ...session, status: step(session.status, 'uncheckpointed'), pause: null }
  tx.update(sessions, id, happened(after, 'pause_failed', at, { code, why: message }))
  return archiveId
}

/** Its box is gone, and with it the files that were not kept yet. */
async function lost(plane: Plane, session: Session, pauseId: string): Promise<void> {
  const observed = await plane.providers[session.backend].observe(session.id)
  const reason = await reasonOf(plane, session, observed)
  const after = await plane.transact(session.account_id, async (tx) => {
    const now = await tx.get(sessions, session.id)
    // Paused by another who was at it, and resumed perhaps: that box had to go.
    if (now?.pause?.id !== pauseId) return now
    return end(
      tx,
      session.id,
      reason === 'provider_lost' || reason === 'oom' ? 'lost' : 'expired',
      {
        at: plane.clock.now(),
        ...(observed.state === 'ended' ? { endedAt: observed.endedAt } : {}),
        reason,
        why: 'its box ended before its files were kept',
      },
    )
  })
  if (after && isOver(after.status)) await stopAndKeep(plane, session, 0)
}

export function filesOf(plane: Plane, { id, backend }: Session): BoxFiles {
  const { files } = plane.providers[backend]
  if (files) return files
  throw new Fault('unsupported', `the files of ${id} cannot be had on ${backend}`)
}

export async function inTime<T>(work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = sleep(limits.checkpointSecondsMax * 1_000, undefined, {
    signal: over.signal,
    ref: false,
  }).then(() => {
    throw new Fault('checkpoint_failed', 'the files took too long to be kept')
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}
