import { type Instant, plusSeconds } from '../platform/clock.ts'

/** A UTC day, `YYYY-MM-DD`: it sorts as text. */
export type Day = string

export const dayOf = (at: Instant): Day => at.slice(0, 10)
export const startOf = (day: Day): Instant => `${day}T00:00:00.000Z`
export const endOf = (day: Day): Instant => startOf(plusDays(day, 1))
export const plusDays = (day: Day, days: number): Day =>
  dayOf(plusSeconds(startOf(day), days * 86_400))

export function daysInMonth(day: Day): number {
  const [year = 0, month = 0] = day.split('-').map(Number)
  // The day before the first of the next month, which is where months count from 0.
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Each day after one, up to and with another. */
export function daysAfter(before: Day, last: Day, most: number): readonly Day[] {
  const days: Day[] = []
  for (let day = plusDays(before, 1); day <= last && days.length < most; day = plusDays(day, 1)) {
    days.push(day)
  }
  return days
}
