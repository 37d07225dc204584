import { limits } from '../limits.ts'

/** The finished segments of all journals of a box, oldest first: together they have a bound. */
export class SegmentShelf {
  readonly #finished = new Map<object, () => void>()

  add(segment: object, drop: () => void): void {
    this.#finished.set(segment, drop)
    if (this.#finished.size <= limits.journalSegmentsPerBox) return
    const [dropOldest] = this.#finished.values()
    dropOldest?.()
  }

  remove(segment: object): void {
    this.#finished.delete(segment)
  }
}
