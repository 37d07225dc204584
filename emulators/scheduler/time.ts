import {
  type Clock,
  epochMs,
  type Instant,
  latest,
  plusSeconds,
  realClock,
} from '../../shared/platform/clock.ts'

/** A clock that also wakes. */
export interface Time extends Clock {
  /** Runs once when the moment has come, unless what this returns is called before. */
  at(due: Instant, run: () => unknown): () => void
}

export const realTime: Time = {
  ...realClock,
  at(due, run) {
    let timer: NodeJS.Timeout
    // Timers hold 24 days at the most, and a month is longer, so a long wait is several.
    const wait = () => {
      const ms = epochMs(due) - epochMs(realClock.now())
      timer = ms > sleepMsMax ? setTimeout(wait, sleepMsMax) : setTimeout(run, Math.max(ms, 0))
    }
    wait()
    return () => clearTimeout(timer)
  },
}

const sleepMsMax = 86_400_000

/** Time that moves only when a test says so. */
export class SteeredTime implements Time {
  #now: Instant
  #alarms: { readonly due: Instant; readonly run: () => unknown }[] = []

  constructor(start: Instant) {
    this.#now = start
  }

  now() {
    return this.#now
  }

  at(due: Instant, run: () => unknown) {
    const alarm = { due, run }
    this.#alarms.push(alarm)
    return () => this.#forget(alarm)
  }

  /**
   * Moves on, stopping at each moment that something was to happen. It waits there until that is
   * done, or, when told not to, only until all that needs no waiting is.
   */
  async advance(seconds: number, { waits = true }: { waits?: boolean } = {}): Promise<void> {
    const end = plusSeconds(this.#now, seconds)
    for (let next = this.#nextBy(end); next; next = this.#nextBy(end)) {
      this.#forget(next)
      this.#now = latest(this.#now, next.due)
      const done = next.run()
      await (waits ? done : undefined)
      await new Promise(setImmediate)
    }
    this.#now = end
  }

  #nextBy(end: Instant) {
    const [first] = this.#alarms.toSorted((one, other) => (one.due < other.due ? -1 : 1))
    return first && first.due <= end ? first : undefined
  }

  #forget(alarm: object) {
    this.#alarms = this.#alarms.filter((other) => other !== alarm)
  }
}
