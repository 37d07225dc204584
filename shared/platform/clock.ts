/** A moment as RFC 3339 in UTC with milliseconds: it sorts as text and travels unchanged from Firestore to the wire. */
export type Instant = string

/** Where the time comes from. Tests hold one that they advance. */
export interface Clock {
  now(): Instant
}

export const realClock: Clock = { now: () => instant(Date.now()) }

export const instant = (epochMs: number): Instant => new Date(epochMs).toISOString()
export const epochMs = (at: Instant): number => Date.parse(at)
export const plusSeconds = (at: Instant, seconds: number): Instant =>
  instant(epochMs(at) + seconds * 1000)
export const earliest = (...moments: readonly Instant[]): Instant =>
  instant(Math.min(...moments.map(epochMs)))
export const latest = (...moments: readonly Instant[]): Instant =>
  instant(Math.max(...moments.map(epochMs)))

/** Seconds from one moment to another, negative when they are the other way round. */
export const secondsBetween = (from: Instant, to: Instant): number =>
  (epochMs(to) - epochMs(from)) / 1000
