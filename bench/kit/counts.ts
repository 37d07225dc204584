import { prices } from '../prices.ts'

/** What Google counts, and would bill; and commits, which cost time. */
const kinds = ['calls', 'reads', 'writes', 'deletes', 'commits', 'published', 'pushed'] as const
type Kind = (typeof kinds)[number]
export type Counted = Readonly<Record<Kind, number>>

export class Counts {
  #so = none()
  #touchedAt = 0

  add(kind: Kind, count = 1) {
    this.#so[kind] += count
    this.#touchedAt = performance.now()
  }

  /** What was counted since this was asked last. */
  take(): Counted {
    const taken = this.#so
    this.#so = none()
    return taken
  }

  isQuietFor = (ms: number) => performance.now() - this.#touchedAt > ms
}

const none = (): Record<Kind, number> => ({
  calls: 0,
  reads: 0,
  writes: 0,
  deletes: 0,
  commits: 0,
  published: 0,
  pushed: 0,
})

export function sum(all: readonly Counted[]): Counted {
  const total = none()
  for (const counted of all) for (const kind of kinds) total[kind] += counted[kind]
  return total
}

export const dollarsOf = (counted: Counted): number =>
  counted.reads * prices.perRead +
  counted.writes * prices.perWrite +
  counted.deletes * prices.perDelete +
  (counted.published + counted.pushed) * prices.perPubSubHop +
  counted.calls * prices.perRequest
