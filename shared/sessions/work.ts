import { stopAndKeep } from '../commands/keep.ts'
import type { SessionCommand } from '../contract/topics.ts'
import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { BoxEnded } from '../providers/provider.ts'
import { booted } from './booted.ts'
import { end } from './end.ts'
import { type Session, sessions } from './session.ts'
import { specOf } from './spec.ts'
import { isOver } from './states.ts'

/**
 * Makes a command true. It may come again, late, or after a later one, and may be cut after any line:
 * what it does follows from the session as it stands, and each step may be repeated.
 */
export async function work(plane: Plane, command: SessionCommand): Promise<void> {
  const session = await read(plane.db, sessions, command.session_id)
  if (!session) return
  if (command.verb === 'start') await startBox(plane, session)
  else await stopBox(plane, session)
}

export async function startBox(plane: Plane, session: Session): Promise<void> {
  if (session.status !== 'provisioning') return
  const provider = plane.providers[session.backend]
  const { warm_box_id: boxId } = session
  const spec = {
    ...specOf(session, plane.agentKey(session.id), plane.clock.now()),
    ...(boxId ? { warm: { boxId, agentKey: plane.agentKey(boxId) } } : {}),
  }
  try {
    const started = await provider.start(spec)
    const now = plane.clock.now()
    const after = await plane.transact(session.account_id, (tx) =>
      booted(tx, session.id, now, started),
    )
    if (after?.status !== 'running') await provider.stop(session.id, 0)
  } catch (cause) {
    if (!isFinal(cause)) throw cause
    await refuse(plane, session, cause.message)
  }
}

/** It will never start: the hold goes back, and what there was of a box goes too. */
export async function refuse(plane: Plane, session: Session, why: string): Promise<void> {
  const at = plane.clock.now()
  await plane.transact(session.account_id, (tx) =>
    end(tx, session.id, 'refused', { at, reason: 'start_failed', why }),
  )
  await plane.providers[session.backend].stop(session.id, 0)
}

export async function stopBox(plane: Plane, session: Session): Promise<void> {
  if (session.status !== 'stopping' && !isOver(session.status)) return
  await stopAndKeep(plane, session, session.stop_grace_seconds)
  const at = plane.clock.now()
  await plane.transact(session.account_id, (tx) =>
    end(tx, session.id, 'gone', { at, reason: session.reason ?? 'user' }),
  )
}

/** Trying again cannot help. */
const isFinal = (cause: unknown): cause is Error =>
  cause instanceof BoxEnded || (cause instanceof Fault && cause.code === 'unsupported')
