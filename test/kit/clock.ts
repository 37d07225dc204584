import { type Clock, instant } from '../../shared/platform/clock.ts'

/** The real time, moved on by as much as a test says: boxes are real, waiting is not. */
export class TestClock implements Clock {
  #aheadMs = 0

  now() {
    return instant(Date.now() + this.#aheadMs)
  }

  advance(seconds: number) {
    this.#aheadMs += seconds * 1_000
  }
}
