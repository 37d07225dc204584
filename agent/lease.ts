import { epochMs, type Instant, instant } from '../shared/platform/clock.ts'
import { limits } from './limits.ts'

/**
 * The time that is paid for. It ends by the wall clock, so that a suspended machine does not stretch it, and by the
 * time that has passed, so that a clock set back does not either; whichever is first.
 */
export class Lease {
  #endsAtMs: number
  #passesAtMs: number
  #checkedAtMs = passed()
  readonly #onEnd: () => void
  readonly #checks: NodeJS.Timeout

  constructor(startedAtMs: number, seconds: number, onEnd: () => void) {
    this.#endsAtMs = startedAtMs + seconds * 1_000
    this.#passesAtMs = passed() + seconds * 1_000
    this.#onEnd = onEnd
    this.#checks = setInterval(() => this.#check(), limits.leaseCheckMs)
  }

  get endsAt(): Instant {
    return instant(this.#endsAtMs)
  }

  /** Answers the end in force. It is never moved backward: a late renewal changes nothing. */
  renew(endsAt: Instant): Instant {
    const endsAtMs = epochMs(endsAt)
    if (endsAtMs > this.#endsAtMs) {
      this.#endsAtMs = endsAtMs
      this.#passesAtMs = passed() + endsAtMs - Date.now()
    }
    return this.endsAt
  }

  /** A lease that begins anew, for a box that waited for its session. */
  restart(seconds: number): void {
    this.#endsAtMs = Date.now() + seconds * 1_000
    this.#passesAtMs = passed() + seconds * 1_000
  }

  #check(): void {
    const hasSlept = passed() - this.#checkedAtMs > limits.leaseCheckMs * checksMissedBySleep
    this.#checkedAtMs = passed()
    // Whoever let it go on has said what is paid for meanwhile, and that is heard before the next look.
    if (hasSlept) return
    if (Date.now() < this.#endsAtMs && passed() < this.#passesAtMs) return
    clearInterval(this.#checks)
    this.#onEnd()
  }
}

/** So many looks late: the box was frozen, and not merely busy. */
const checksMissedBySleep = 4

const passed = () => performance.now()
