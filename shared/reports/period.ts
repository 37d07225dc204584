import type { Instant } from '../platform/clock.ts'

/** From a moment up to another, which it does not include. */
export interface Period {
  readonly from: Instant
  readonly to: Instant
}

/** A calendar month in UTC, written `2026-11`. */
export function monthOf(month: string): Period {
  const from = new Date(`${month}-01T00:00:00.000Z`)
  const to = new Date(from)
  to.setUTCMonth(to.getUTCMonth() + 1)
  return { from: from.toISOString(), to: to.toISOString() }
}

export const monthAt = (at: Instant): Period => monthOf(at.slice(0, 7))

/** What was asked for, or this month so far. */
export const periodOf = (
  { from, to }: { from?: Instant | undefined; to?: Instant | undefined },
  now: Instant,
): Period => ({ from: from ?? monthAt(now).from, to: to ?? now })
