import { limits } from '../platform/limits.ts'

/**
 * Points before an end, in seconds, at each of which its owner is warned once. `spent` is the last point told or past:
 * it and all before it (further from the end) are not told, unless the end moves away from them again.
 */
export interface Outlook {
  readonly points: readonly number[]
  readonly secondsLeft: number
  readonly spent: number | undefined
}

/** The point to tell now; of several that have passed untold, the nearest to the end. */
export function pointDue({ points, secondsLeft, spent }: Outlook): number | undefined {
  if (secondsLeft <= 0) return undefined
  const reached = points.filter((point) => secondsLeft <= point + limits.warningLeadSeconds)
  const point = reached.length > 0 ? Math.min(...reached) : undefined
  return point !== undefined && isOpen(point, spent) ? point : undefined
}

/** The next point that will come due if nothing moves, and in how many seconds. */
export function nextPoint({ points, secondsLeft, spent }: Outlook): { inSeconds: number } | null {
  const open = points.filter((point) => isOpen(point, spent))
  if (open.length === 0) return null
  return { inSeconds: secondsLeft - Math.max(...open) - limits.warningLeadSeconds }
}

/** What is spent once so much time is left: an end that moved away makes points good again. */
export function spentNow({ points, secondsLeft, spent }: Outlook): number | undefined {
  if (spent === undefined || secondsLeft <= spent + limits.warningSlackSeconds) return spent
  return spentAtFirst(points, secondsLeft)
}

/** Points that are past from the very beginning of a short life are never told. */
export function spentAtFirst(points: readonly number[], secondsLeft: number): number | undefined {
  const past = points.filter((point) => secondsLeft <= point)
  return past.length > 0 ? Math.min(...past) : undefined
}

const isOpen = (point: number, spent: number | undefined) => spent === undefined || point < spent
