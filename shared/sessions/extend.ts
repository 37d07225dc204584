import type { Tx } from '../firestore/transact.ts'
import { prolong } from '../ledger/lease.ts'
import { earliest, type Instant, plusSeconds } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { accountOf } from './create.ts'
import { notRunning } from './find.ts'
import { happened, type Session, sessions } from './session.ts'

/** Gives a session more time, once for each `key`, up to the longest life a session may have. */
export async function extend(
  tx: Tx,
  id: string,
  request: { minutes: number; key: string; at: Instant },
): Promise<Session | undefined> {
  const session = await tx.get(sessions, id)
  if (!session) return undefined
  const before = session.events.find(({ key }) => key === request.key)
  if (before) return theSame(session, before.data.minutes, request.minutes)
  if (session.status !== 'running' && session.status !== 'provisioning') throw notRunning(session)

  const expiresAt = earliest(
    plusSeconds(session.expires_at, request.minutes * 60),
    plusSeconds(session.created_at, limits.sessionTtlMinutesMax * 60 + session.past.paused_seconds),
  )
  prolong(tx, await accountOf(tx, session.account_id), id, { expiresAt, at: request.at })
  const data = { minutes: request.minutes, expires_at: expiresAt }
  const longer = { ...session, expires_at: expiresAt }
  const after = happened(longer, 'extended', request.at, data, request.key)
  tx.update(sessions, id, after)
  return after
}

function theSame(session: Session, minutesBefore: unknown, minutes: number): Session {
  if (minutesBefore === minutes) return session
  throw new Fault('idempotency_conflict', 'this idempotency key extended by another time before')
}
