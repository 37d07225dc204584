import type { Instant } from './clock.ts'

/** Where a page of a list ended: the time it is ordered by, ties by id. */
export interface Mark {
  readonly at: Instant
  readonly id: string
}
