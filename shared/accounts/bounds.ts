import type { Ceilings } from '../contract/limits.ts'
import type { Micros } from '../ledger/entry.ts'
import { type Instant, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import type { Account, Meter } from './account.ts'
import { type Key, keyOf, type Use, useAt } from './use.ts'

/**
 * What an account, and each passport that a session's use counts for, lets a session have. They are looked at and moved
 * in the transaction that changes the account, so that however many ask at once, none passes them; and they are counted
 * from the live meters, so that whatever ends a session gives its place back.
 */
interface Bound {
  /** Null of the account itself. */
  readonly passportId: string | null
  readonly limits: { readonly [K in keyof Key['limits']]?: number | null | undefined }
  /** As of the day that is asked about. */
  readonly use: Use
  readonly live: readonly Meter[]
}

/** The account with one more session counted, or throws the limit that is reached, with when to ask again. */
export function reserved(
  account: Account,
  ceilings: Ceilings,
  keyIds: readonly string[],
  at: Instant,
): Account {
  for (const bound of boundsOf(account, ceilings, keyIds, at)) {
    mustHaveRoom(bound)
    const { sessions_per_day_max: most = null } = bound.limits
    if (most !== null && bound.use.created >= most) {
      const reached = { limit: 'sessions_per_day_max', most, seconds: untilTomorrow(at) }
      throw full('daily_limit_reached', bound, `create ${most} a day`, reached)
    }
  }
  return withUse(account, keyIds, at, (use) => ({ ...use, created: use.created + 1 }))
}

/** Throws when there is no room for one more session that was created before. */
export function mustHaveRoomFor(
  account: Account,
  ceilings: Ceilings,
  keyIds: readonly string[],
  at: Instant,
): void {
  for (const bound of boundsOf(account, ceilings, keyIds, at)) mustHaveRoom(bound)
}

/** The account with so much more (or less) spent. */
export const withSpent = (
  account: Account,
  keyIds: readonly string[],
  micros: Micros,
  at: Instant,
): Account =>
  withUse(account, keyIds, at, (use) => ({
    ...use,
    spent_today: Math.max(0, use.spent_today + micros),
    spent_this_month: Math.max(0, use.spent_this_month + micros),
  }))

/**
 * How much may be held and spent beyond what is held and was spent: infinite without bounds, and negative where bounds
 * were narrowed. Tiers do not bound it, so the account says all there is to know.
 */
export function headroom(account: Account, keyIds: readonly string[], at: Instant): Micros {
  const left = boundsOf(account, account.limits, keyIds, at).flatMap(({ limits, use, live }) => {
    const { spend_micros_per_day_max: day, spend_micros_per_month_max: month } = limits
    const held = live.reduce((sum, meter) => sum + meter.held, 0)
    return [
      (day ?? Number.POSITIVE_INFINITY) - use.spent_today - held,
      (month ?? Number.POSITIVE_INFINITY) - use.spent_this_month - held,
    ]
  })
  return Math.min(...left)
}

/** What a session is refused with when its first second is beyond the headroom: until the day, or the month, is over. */
export function spentAll(account: Account, keyIds: readonly string[], at: Instant): Fault {
  const isOfTheMonth = boundsOf(account, account.limits, keyIds, at).some(
    ({ limits: { spend_micros_per_month_max: most = null }, use }) =>
      most !== null && use.spent_this_month >= most,
  )
  const seconds = isOfTheMonth ? untilNextMonth(at) : untilTomorrow(at)
  return new Fault('spend_limit_reached', 'as much was spent as this account or passport may', {
    facts: { retry_after_seconds: seconds },
  })
}

function boundsOf(
  account: Account,
  ceilings: Bound['limits'],
  keyIds: readonly string[],
  at: Instant,
): readonly Bound[] {
  const live = Object.values(account.live)
  return [
    { passportId: null, limits: ceilings, use: useAt(account.use, at), live },
    ...keyIds.map((passportId) => {
      const { limits, use } = keyOf(account, passportId)
      const its = live.filter((meter) => meter.key_ids.includes(passportId))
      return { passportId, limits, use: useAt(use, at), live: its }
    }),
  ]
}

function mustHaveRoom(bound: Bound) {
  const { sessions_max: most = null } = bound.limits
  if (most === null || bound.live.length < most) return
  const reached = { limit: 'sessions_max', most, seconds: aMinute }
  throw full('too_many_sessions', bound, `have ${most} at once`, reached)
}

function full(
  code: 'too_many_sessions' | 'daily_limit_reached',
  { passportId }: Bound,
  what: string,
  { limit, most, seconds }: { limit: string; most: number; seconds: number },
) {
  const whose = passportId ? `passport ${passportId}` : 'this account'
  return new Fault(code, `${whose} may ${what}`, {
    facts: { limit, allowed: most, passport_id: passportId, retry_after_seconds: seconds },
  })
}

/** The account with the figures of itself and of these passports moved. */
function withUse(
  account: Account,
  keyIds: readonly string[],
  at: Instant,
  move: (use: Use) => Use,
): Account {
  const moved = keyIds.map((id): [string, Key] => {
    const key = keyOf(account, id)
    return [id, { ...key, use: move(useAt(key.use, at)) }]
  })
  const use = move(useAt(account.use, at))
  const keys = account.use.month === use.month ? account.keys : worthKeeping(account.keys)
  return { ...account, use, keys: { ...keys, ...Object.fromEntries(moved) } }
}

/** With a new month, passports without bounds are forgotten until they are used again. */
const worthKeeping = (keys: Account['keys']): Account['keys'] =>
  Object.fromEntries(
    Object.entries(keys).filter(([, { limits }]) =>
      Object.values(limits).some((bound) => bound !== null),
    ),
  )

const aMinute = 60
const daySeconds = 86_400
const untilTomorrow = (at: Instant) => untilDay(at, plusSeconds(at, daySeconds).slice(0, 10))
const untilNextMonth = (at: Instant) => {
  // 32 days after its first, a month is over.
  const later = plusSeconds(`${at.slice(0, 7)}-01T00:00:00.000Z`, 32 * daySeconds)
  return untilDay(at, `${later.slice(0, 7)}-01`)
}
const untilDay = (at: Instant, day: string) => Math.ceil(secondsBetween(at, `${day}T00:00:00.000Z`))
