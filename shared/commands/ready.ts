import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { findSession, notRunning } from '../sessions/find.ts'
import type { Session } from '../sessions/session.ts'
import { waitUntil } from '../sessions/watch.ts'

/** An account's session once it can take a command: one that is still starting is waited for, within bounds. */
export async function readySession(
  plane: Plane,
  accountId: string,
  idOrName: string,
): Promise<Session> {
  const found = await findSession(plane.db, accountId, idOrName)
  const session = found.status === 'provisioning' ? await started(plane, found) : found
  if (session.status === 'running') return session
  if (session.status !== 'provisioning') throw notRunning(session)
  throw new Fault('session_not_ready', 'the session is still starting; try again')
}

const started = async ({ db }: Plane, session: Session) =>
  (await waitUntil(
    db,
    session.id,
    ({ status }) => status !== 'provisioning',
    limits.commandStartWaitSecondsMax * 1_000,
  )) ?? session
