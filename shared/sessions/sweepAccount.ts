import { type Account, accounts, type Meter } from '../accounts/account.ts'
import { idleEnds, timeEnds } from '../accounts/ends.ts'
import { idleLook, warned, withLook } from '../accounts/look.ts'
import { meterOf, withMeter } from '../accounts/meters.ts'
import type { Backend } from '../contract/topics.ts'
import type { Tx } from '../firestore/transact.ts'
import { expireLots } from '../ledger/expire.ts'
import { postpone, renew } from '../ledger/lease.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import { type Instant, latest, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { end } from './end.ts'
import { pause } from './pause.ts'
import { whyLeaseEnded } from './reckon.ts'
import { stayPaused } from './resume.ts'
import { sessions } from './session.ts'
import { stop, stopCommand } from './stop.ts'
import { warn } from './warn.ts'

/** A live session, and where its agent is. */
export interface Live {
  readonly sessionId: string
  readonly backend: Backend
}
export interface Swept {
  /** Leases that were renewed: their agents are to hear of it. */
  readonly renewals: readonly (Live & { readonly leaseEndsAt: Instant })[]
  /** Ends that have begun: commands to be told. */
  readonly lines: readonly OutboxLine[]
  /** Perhaps idle: only their agents know. */
  readonly quiet: readonly Live[]
}

/**
 * All of an account that is due, in the caller's transaction: what is over first, then all renewals together, then the
 * warnings. Nothing due: nothing written.
 */
export async function sweepAccount(tx: Tx, id: string, now: Instant): Promise<Swept> {
  const meters = Object.entries((await tx.get(accounts, id))?.live ?? {})
  const due = meters.filter(([, meter]) => meter.due_at <= now)
  const lines: OutboxLine[] = []
  for (const [sessionId, meter] of due.filter(([, meter]) => isOver(meter, now))) {
    const account = await tx.get(accounts, id)
    const line = account && (await finish(tx, account, sessionId, meter, now))
    if (line) lines.push(line)
  }
  const kept = await keepUp(
    tx,
    id,
    due.filter(([, meter]) => !isOver(meter, now)),
    now,
  )
  const account = await tx.get(accounts, id)
  if (account) await expireLots(tx, account, now)
  return { ...kept, lines }
}

/** Renews the leases for which that is due, and warns of what comes. */
async function keepUp(
  tx: Tx,
  id: string,
  due: readonly (readonly [string, Meter])[],
  now: Instant,
): Promise<Pick<Swept, 'renewals' | 'quiet'>> {
  const renewals: (Live & { leaseEndsAt: Instant })[] = []
  const quiet: Live[] = []
  const ending = due.filter(([, meter]) => needsRenewal(meter, now)).map(([sessionId]) => sessionId)
  const before = await tx.get(accounts, id)
  if (before && ending.length > 0) await renew(tx, before, ending, now)
  for (const [sessionId, { backend, lease_ends_at: leaseEndedAt }] of due) {
    const account = await tx.get(accounts, id)
    if (!account) break
    const meter = await look(tx, account, sessionId, now, { idle: false })
    const { lease_ends_at: leaseEndsAt } = meter
    if (leaseEndsAt && leaseEndsAt !== leaseEndedAt) {
      renewals.push({ sessionId, backend, leaseEndsAt })
    }
    const asks = idleLook(meter, now)
    if (asks && asks <= now) quiet.push({ sessionId, backend })
  }
  return { renewals, quiet }
}

/**
 * What the agents said of the sessions that might be idle, by session: when each was last used. Stops those that are idle,
 * and warns of those that soon will be.
 */
export async function sweepIdle(
  tx: Tx,
  id: string,
  activity: ReadonlyMap<string, Instant>,
  now: Instant,
): Promise<readonly OutboxLine[]> {
  const lines: OutboxLine[] = []
  for (const [sessionId, activeAt] of activity) {
    const before = await tx.get(accounts, id)
    const meter = before?.live[sessionId]
    if (!before || !meter?.active_at) continue
    const known = { ...meter, active_at: latest(meter.active_at, activeAt) }
    const account = withMeter(before, sessionId, known)
    const endsAt = idleEnds(known)
    if (endsAt && endsAt <= now) {
      tx.update(accounts, id, account)
      const line = await stopIdle(tx, sessionId, now)
      if (line) lines.push(line)
    } else await look(tx, account, sessionId, now, { idle: true })
  }
  return lines
}

const isOver = (meter: Meter, now: Instant): boolean => {
  const { started_at: startedAt, lease_ends_at: leaseEndsAt } = meter
  return !startedAt || timeEnds(meter).at <= now || (leaseEndsAt !== null && leaseEndsAt <= now)
}

/** Its time is up, its lease ran out, or it never came to run. */
async function finish(tx: Tx, account: Account, sessionId: string, meter: Meter, now: Instant) {
  const session = await tx.get(sessions, sessionId)
  if (!session) return null
  if (session.status === 'pausing') {
    // Its files are being kept, unpaid for. That ends by itself, and no deadline comes before.
    postpone(tx, account, sessionId, plusSeconds(now, limits.pausingLookSeconds))
    return null
  }
  if (session.status === 'resuming') {
    await stayPaused(tx, sessionId, now, `it did not run within ${limits.provisioningSecondsMax} s`)
    return null
  }
  if (!meter.started_at) {
    const why = `it did not run within ${limits.provisioningSecondsMax} s`
    await end(tx, sessionId, 'refused', { at: now, reason: 'start_failed', why })
    return send(tx, stopCommand(session), now)
  }
  const time = timeEnds(meter)
  const reason = time.at <= now ? time.reason : whyLeaseEnded(account, meter)
  return (await stop(tx, session, reason, now)).line
}

const needsRenewal = ({ lease_ends_at: leaseEndsAt }: Meter, now: Instant) =>
  leaseEndsAt !== null && secondsBetween(now, leaseEndsAt) <= limits.leaseRenewalLeadSeconds

/** Tells the warnings that are due, each in the transaction that marks it as told. */
async function look(
  tx: Tx,
  account: Account,
  sessionId: string,
  now: Instant,
  of: { idle: boolean },
): Promise<Meter> {
  const { account: told, warnings } = warned(account, sessionId, now, of)
  const after = withLook(told, sessionId, now)
  tx.update(accounts, account.id, after)
  if (warnings.length > 0) await warn(tx, sessionId, warnings, now)
  return meterOf(after, sessionId)
}

async function stopIdle(tx: Tx, sessionId: string, now: Instant): Promise<OutboxLine | null> {
  const session = await tx.get(sessions, sessionId)
  if (session?.status !== 'running') return null
  const begin = session.on_idle === 'pause' ? pause : stop
  return (await begin(tx, session, 'idle', now)).line
}
