import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { carryOut } from '../sessions/carryOut.ts'
import { findSession, notRunning } from '../sessions/find.ts'
import { resume } from '../sessions/resume.ts'
import { type Session, sessions } from '../sessions/session.ts'
import { waitUntil } from '../sessions/watch.ts'

/** An account's session once it can take a command: one that is still starting is waited for, within bounds. */
export async function readySession(
  plane: Plane,
  accountId: string,
  idOrName: string,
): Promise<Session> {
  const found = await findSession(plane.db, accountId, idOrName)
  const woken = found.status === 'paused' && found.auto_resume ? await resumed(plane, found) : found
  const session = isComing(woken) ? await started(plane, woken) : woken
  if (session.status === 'running') return session
  if (!isComing(session)) throw notRunning(session)
  throw new Fault('session_not_ready', 'the session is still starting; try again')
}

const isComing = ({ status, auto_resume: isAwaited }: Session) =>
  status === 'provisioning' || (status === 'resuming' && isAwaited)

/** Whoever asked for that has a paused session resumed by the first command. */
async function resumed(plane: Plane, session: Session): Promise<Session> {
  const at = plane.clock.now()
  const tiers = await plane.tiers()
  const saved = await plane.transact(session.account_id, async (tx) =>
    resume(tx, (await tx.get(sessions, session.id)) ?? session, at, tiers),
  )
  const hasSettled = (now: Session) => now.status !== 'resuming'
  return carryOut(plane, saved, hasSettled, limits.commandStartWaitSecondsMax * 1_000)
}

const started = async ({ db }: Plane, session: Session) =>
  (await waitUntil(
    db,
    session.id,
    (now) => !isComing(now),
    limits.commandStartWaitSecondsMax * 1_000,
  )) ?? session
