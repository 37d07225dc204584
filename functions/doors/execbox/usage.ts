import type { Firestore } from '@google-cloud/firestore'
import type { Account } from '../../../shared/accounts/account.ts'
import { useAt } from '../../../shared/accounts/use.ts'
import { epochMs, type Instant, instant } from '../../../shared/platform/clock.ts'
import type { Session } from '../../../shared/sessions/session.ts'
import { sessionsSince } from '../../../shared/sessions/since.ts'
import { ceilingsOf } from '../../../shared/tiers/ceilings.ts'
import type { TierTable } from '../../../shared/tiers/tier.ts'

/** No bound is -1 there. */
export const orMinusOne = (bound: number | null) => bound ?? -1

/** What an account used today, and what it may. */
export function usageOf(account: Account, tiers: TierTable, now: Instant) {
  const ceilings = ceilingsOf(account, tiers)
  const { created } = useAt(account.use, now)
  const daily = ceilings.sessions_per_day_max
  return {
    sessions_today: created,
    active_sessions: Object.keys(account.live).length,
    quota_used: created,
    quota_remaining: daily === null ? -1 : Math.max(0, daily - created),
    tier: account.tier,
    concurrent_limit: ceilings.sessions_max,
    daily_limit: orMinusOne(daily),
    max_duration_seconds: ceilings.duration_minutes_max * 60,
    max_memory_mb: ceilings.memory_mb_max,
  }
}

interface Sum {
  readonly executions: number
  readonly duration_ms: number
  readonly cost_cents: number
  readonly errors: number
}

/** By day of UTC, the newest first; days without a session are not there. */
export async function dailyUsage(db: Firestore, accountId: string, days: number, now: Instant) {
  const today = epochMs(`${now.slice(0, 10)}T00:00:00.000Z`)
  const from = instant(today - (days - 1) * dayMs)
  const found = await sessionsSince(db, accountId, from)
  return summed(found, ({ created_at: at }) => at.slice(0, 10))
    .map(([date, sum]) => ({ date, ...sum }))
    .toSorted((one, other) => (one.date < other.date ? 1 : -1))
}

/** By hour of the last 24, the oldest first. */
export async function hourlyUsage(db: Firestore, accountId: string, now: Instant) {
  const found = await sessionsSince(db, accountId, instant(epochMs(now) - dayMs))
  return summed(found, ({ created_at: at }) => `${at.slice(0, 13)}:00:00.000Z`)
    .map(([hour, { executions, cost_cents, errors }]) => ({ hour, executions, cost_cents, errors }))
    .toSorted((one, other) => (one.hour < other.hour ? -1 : 1))
}

function summed(found: readonly Session[], keyOf: (session: Session) => string): [string, Sum][] {
  const groups = new Map<string, Session[]>()
  for (const session of found) {
    const group = groups.get(keyOf(session))
    if (group) group.push(session)
    else groups.set(keyOf(session), [session])
  }
  return [...groups].map(([key, group]) => [key, sumOf(group)])
}

const sumOf = (group: readonly Session[]): Sum => {
  const total = (of: (session: Session) => number) => group.reduce((sum, one) => sum + of(one), 0)
  return {
    executions: group.length,
    duration_ms: total(({ bill }) => (bill?.seconds ?? 0) * 1_000),
    // A credit is a dollar. Rounded once, of the sum.
    cost_cents: Math.round(total(({ bill }) => bill?.charged ?? 0) / 10_000),
    errors: total(({ status }) => (status === 'failed' ? 1 : 0)),
  }
}

const dayMs = 86_400_000
