import { earliest, type Instant, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import type { Account, EndReason, Meter } from './account.ts'
import { endsOf, idleEnds, soonest, timeEnds } from './ends.ts'
import { meterOf, withMeter } from './meters.ts'
import { nextPoint, type Outlook, pointDue, spentAtFirst, spentNow } from './warnings.ts'

export interface Warning {
  readonly reason: EndReason
  /** How long before the end it was to be told. */
  readonly point: number
  readonly secondsLeft: number
  readonly endsAt: Instant
}

/** The account as a session of it begins: what is past from the first is not warned of. */
export function begun(account: Account, sessionId: string, at: Instant): Account {
  const meter = meterOf(account, sessionId)
  const warned = spentOf(account, meter, at, ({ points, secondsLeft }) =>
    spentAtFirst(points, secondsLeft),
  )
  return withMeter(account, sessionId, { ...meter, warned })
}

/** The account with a session's due warnings marked as told, and which those are. */
export function warned(
  account: Account,
  sessionId: string,
  at: Instant,
  /** Idleness is warned of by who has just asked the agent, and by nobody else. */
  { idle }: { idle: boolean },
): { account: Account; warnings: readonly Warning[] } {
  const meter = meterOf(account, sessionId)
  const warnings: Warning[] = []
  const spent = spentOf(account, meter, at, (outlook, reason, endsAt) => {
    const spent = spentNow(outlook)
    const point = reason !== 'idle' || idle ? pointDue({ ...outlook, spent }) : undefined
    if (point === undefined) return spent
    warnings.push({ reason, point, secondsLeft: Math.floor(outlook.secondsLeft), endsAt })
    return point
  })
  return { account: withMeter(account, sessionId, { ...meter, warned: spent }), warnings }
}

/** The account with a session's due time set anew. One that does not run yet keeps its own. */
export function withLook(account: Account, sessionId: string, at: Instant): Account {
  const meter = meterOf(account, sessionId)
  const leaseLook = leaseLookOf(meter, at)
  if (!leaseLook) return account
  const dueAt = earliest(leaseLook, nextLook(account, meter, at) ?? leaseLook)
  return withMeter(account, sessionId, { ...meter, due_at: dueAt })
}

/**
 * Some time before the lease ends, when it can be renewed; at its end, when it is the last. One that could not be
 * renewed for want of credits is tried again and again, so that credits which come in time save it.
 */
function leaseLookOf(meter: Meter, at: Instant): Instant | null {
  const { lease_ends_at: leaseEndsAt } = meter
  if (!leaseEndsAt || leaseEndsAt >= timeEnds(meter).at) return leaseEndsAt
  const early = plusSeconds(leaseEndsAt, -limits.leaseRenewalLeadSeconds)
  return early > at ? early : earliest(leaseEndsAt, plusSeconds(at, limits.leaseRetrySeconds))
}

function nextLook(account: Account, meter: Meter, at: Instant): Instant | null {
  const points = endsOf(account, meter).map(
    ([reason, endsAt]) =>
      nextPoint(outlookOf(meter, reason, endsAt, at))?.inSeconds ?? Number.POSITIVE_INFINITY,
  )
  const inSeconds = Math.min(...points)
  return soonest([idleEnds(meter), Number.isFinite(inSeconds) ? plusSeconds(at, inSeconds) : null])
}

/** When the agent must be asked whether the session is idle: at the end of that, and before a warning of it. */
export function idleLook(meter: Meter, at: Instant): Instant | null {
  const endsAt = idleEnds(meter)
  if (!endsAt) return null
  const next = nextPoint(outlookOf(meter, 'idle', endsAt, at))
  return next ? earliest(endsAt, plusSeconds(at, next.inSeconds)) : endsAt
}

const outlookOf = (meter: Meter, reason: EndReason, endsAt: Instant, at: Instant): Outlook => ({
  points: meter.warn_seconds,
  secondsLeft: secondsBetween(at, endsAt),
  spent: meter.warned[reason],
})

function spentOf(
  account: Account,
  meter: Meter,
  at: Instant,
  next: (outlook: Outlook, reason: EndReason, endsAt: Instant) => number | undefined,
): Meter['warned'] {
  const all: Meter['warned'] = {}
  for (const [reason, endsAt] of endsOf(account, meter)) {
    const spent = next(outlookOf(meter, reason, endsAt, at), reason, endsAt)
    if (spent !== undefined) all[reason] = spent
  }
  return all
}
