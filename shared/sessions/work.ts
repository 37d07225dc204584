import { archives, objectOf } from '../archives/archive.ts'
import { depotOf } from '../archives/keep.ts'
import { removeSoon } from '../archives/remove.ts'
import { stopAndKeep } from '../commands/keep.ts'
import type { SessionCommand } from '../contract/topics.ts'
import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { type Instant, secondsBetween } from '../platform/clock.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { BoxEnded, BoxRefused } from '../providers/provider.ts'
import { takeSnapshots } from '../snapshots/take.ts'
import { openSecrets } from '../workspaces/secrets.ts'
import { booted } from './booted.ts'
import { filesOf, pauseBox } from './checkpoint.ts'
import { end } from './end.ts'
import { moveOn } from './move.ts'
import { stayPaused } from './resume.ts'
import { type Session, sessions } from './session.ts'
import { specOf } from './spec.ts'
import { isOver } from './states.ts'
import { telling } from './telling.ts'

/**
 * Makes a command true. It may come again, late, or after a later one, and may be cut after any line:
 * what it does follows from the session as it stands, and each step may be repeated.
 */
export async function work(plane: Plane, command: SessionCommand): Promise<void> {
  const session = await read(plane.db, sessions, command.session_id)
  if (!session) return
  // It went to another backend since: what is left of it at this one is nobody's.
  if (session.backend !== command.backend) {
    return plane.providers[command.backend].stop(session.id, 0)
  }
  switch (command.verb) {
    case 'start':
    case 'resume':
      return startBox(plane, session)
    case 'pause':
      return pauseBox(plane, session)
    case 'snapshot':
      return takeSnapshots(plane, session)
    case 'stop':
      return stopBox(plane, session)
  }
}

export async function startBox(plane: Plane, session: Session): Promise<void> {
  if (session.status !== 'provisioning' && session.status !== 'resuming') return
  const provider = plane.providers[session.backend]
  const {
    warm_box_id: boxId,
    past: { turn },
  } = session
  const secrets = await openSecrets(plane.vault, session.sealed_env)
  const spec = {
    ...specOf(session, plane.agentKey(session.id), plane.clock.now(), secrets),
    ...(boxId ? { warm: { boxId, agentKey: plane.agentKey(boxId) } } : {}),
  }
  const { tell, written } = telling(plane, session)
  try {
    const started = await provider.start(spec, tell)
    await written()
    if (session.archive_id) await bringFiles(plane, session, session.archive_id)
    const now = plane.clock.now()
    const after = await plane.transact(session.account_id, (tx) =>
      booted(tx, session.id, turn, now, started),
    )
    if (livesIn(after, turn)) await removeSoon(plane, session.archive_id)
    // It was stopped meanwhile, or has another box by now.
    else await stopAndKeep(plane, session, session.stop_grace_seconds)
  } catch (cause) {
    const goesOn = isRefusal(cause) || isLate(session, plane.clock.now())
    if (cause instanceof Error && goesOn && (await moveOn(plane, session, cause.message))) return
    if (!isFinal(cause)) throw cause
    await refuse(plane, session, cause.message)
  }
}

/**
 * Whether the box of this turn is the session's own, in use. Another worker may have started it long before this one was done:
 * one that is being paused by now holds files that are nowhere else yet.
 */
const livesIn = (session: Session | undefined, turn: number): boolean =>
  session?.past.turn === turn && (session.status === 'running' || session.status === 'pausing')

/** Into a box in which nothing of the user's has run yet, and again if need be. */
async function bringFiles(plane: Plane, session: Session, archiveId: string): Promise<void> {
  const archive = await read(plane.db, archives, archiveId)
  invariant(archive, `archive ${archiveId} is needed by ${session.id} and not there`)
  const tar = () => depotOf(plane).open(objectOf(archive), archive)
  await filesOf(plane, session).restore(session.id, session.past.turn, tar)
}

/**
 * It will never start, or not resume: the hold goes back, and what there was of a box goes too. Where another worker started it
 * long ago, its end is for those who use it to find.
 */
export async function refuse(plane: Plane, session: Session, why: string): Promise<void> {
  const at = plane.clock.now()
  const { turn } = session.past
  const before = await plane.transact(session.account_id, async (tx) => {
    const now = await tx.get(sessions, session.id)
    // Paused and resumed since: it is about another box.
    if (now?.past.turn !== turn) return now
    if (now.status === 'resuming') await stayPaused(tx, session.id, at, why)
    else await end(tx, session.id, 'refused', { at, reason: 'start_failed', why })
    return now
  })
  if (livesIn(before, turn)) return
  if (session.status !== 'resuming') await removeSoon(plane, session.archive_id)
  await stopAndKeep(plane, session, session.stop_grace_seconds)
}

export async function stopBox(plane: Plane, session: Session): Promise<void> {
  if (session.status !== 'stopping' && !isOver(session.status)) return
  await stopAndKeep(plane, session, session.stop_grace_seconds)
  const at = plane.clock.now()
  await plane.transact(session.account_id, (tx) =>
    end(tx, session.id, 'gone', { at, reason: session.reason ?? 'user' }),
  )
  await removeSoon(plane, session.archive_id ?? session.pause?.archive_id ?? null)
}

/** Trying again cannot help. */
const isFinal = (cause: unknown): cause is Error =>
  cause instanceof BoxEnded ||
  (cause instanceof BoxRefused && !cause.isPassing) ||
  (cause instanceof Fault && ['unsupported', 'archive_damaged'].includes(cause.code))

/** Another backend may not refuse it. */
const isRefusal = (cause: unknown) =>
  cause instanceof BoxRefused || (cause instanceof Fault && cause.code === 'unsupported')

/** Its backend was asked in vain for so long that another is asked, where there is one. */
const isLate = ({ created_at: createdAt, events }: Session, now: Instant) => {
  const moved = events.findLast(({ type }) => type === 'moved')
  return secondsBetween(moved?.at ?? createdAt, now) > limits.failoverAfterSeconds
}
