import * as z from 'zod'
import { Micros } from '../contract/fields.ts'
import { KeyLimits } from '../contract/passports.ts'
import type { Instant } from '../platform/clock.ts'

/** What was used today and this month, in days and months of UTC. Figures of another day or month count as none. */
export const Use = z.object({
  day: z.string(),
  created: z.int(),
  spent_today: Micros,
  month: z.string(),
  spent_this_month: Micros,
})
export type Use = z.output<typeof Use>

/** A passport as its account bounds it: what it may use up, and what it has used, with all made from it. */
export const Key = z.object({ limits: KeyLimits, use: Use })
export type Key = z.output<typeof Key>

export const noUse: Use = { day: '', created: 0, spent_today: 0, month: '', spent_this_month: 0 }

export const unlimited: Key['limits'] = {
  sessions_max: null,
  sessions_per_day_max: null,
  spend_micros_per_day_max: null,
  spend_micros_per_month_max: null,
  requests_per_minute_max: null,
}

export const keyOf = ({ keys }: { readonly keys: Record<string, Key> }, passportId: string): Key =>
  keys[passportId] ?? { limits: unlimited, use: noUse }

/** The figures as they are on a day: what is of another day or month is none. */
export function useAt(use: Use, at: Instant): Use {
  const [day, month] = [at.slice(0, 10), at.slice(0, 7)]
  return {
    day,
    created: use.day === day ? use.created : 0,
    spent_today: use.day === day ? use.spent_today : 0,
    month,
    spent_this_month: use.month === month ? use.spent_this_month : 0,
  }
}
