import { type Clock, epochMs, type Instant, instant } from '../../../shared/platform/clock.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import type { BoxSpec, EndCause, Observed } from '../../../shared/providers/provider.ts'

interface Kept {
  readonly spec: BoxSpec
  readonly startedAtMs: number
  leaseEndsAtMs: number
  ended: { readonly cause: EndCause; readonly atMs: number } | undefined
}

/** When a box really ran, whatever anyone believed. */
export interface Run {
  readonly sessionId: string
  readonly fromMs: number
  readonly untilMs: number | undefined
}

/** What one backend has: boxes whose agents end them when their lease does, whoever else is alive. */
export class Boxes {
  readonly #clock: Clock
  readonly #boxes = new Map<string, Kept>()
  readonly #over: Run[] = []
  /** Broken on purpose: agents that never end. */
  ignoreLeases = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Its lease counts from when it was asked for. */
  start(spec: BoxSpec, askedAtMs = this.nowMs()): Kept {
    const there = this.find(spec.sessionId)
    const [turn, turnThere] = [spec.turn ?? 0, there?.spec.turn ?? 0]
    if (there && turnThere > turn) throw new Fault('provider_unavailable', 'a later box is there')
    if (there && turnThere === turn) return there
    this.stop(spec.sessionId)
    if (spec.warm) this.#give(spec.warm.boxId)
    const startedAtMs = this.nowMs()
    const leaseEndsAtMs = askedAtMs + spec.leaseSeconds * 1_000
    const kept = { spec, startedAtMs, leaseEndsAtMs, ended: undefined }
    this.#boxes.set(spec.sessionId, kept)
    return kept
  }

  /** A box that waited is that one no more. Ended or absent, another is made from nothing. */
  #give(boxId: string) {
    this.find(boxId)
    this.#boxes.delete(boxId)
  }

  /** Frees all it used: afterwards nobody knows of it. */
  stop(sessionId: string, turn = Number.POSITIVE_INFINITY) {
    const box = this.find(sessionId)
    if (!box || (box.spec.turn ?? 0) > turn) return
    this.lose(sessionId, 'stopped')
    this.#over.push(runOf(box))
    this.#boxes.delete(sessionId)
  }

  /** It ends by itself, and what it was stays on record. */
  lose(sessionId: string, cause: EndCause) {
    const box = this.find(sessionId)
    if (box) box.ended ??= { cause, atMs: this.nowMs() }
  }

  /** Moves its end later; answers the end in force. */
  renew(sessionId: string, leaseEndsAt: Instant): Instant | undefined {
    const box = this.find(sessionId)
    if (!box || box.ended) return undefined
    box.leaseEndsAtMs = Math.max(box.leaseEndsAtMs, epochMs(leaseEndsAt))
    return instant(box.leaseEndsAtMs)
  }

  observe(sessionId: string): Observed {
    const box = this.find(sessionId)
    if (!box) return { state: 'absent' }
    if (!box.ended) return { state: 'running' }
    return { state: 'ended', cause: box.ended.cause, endedAt: instant(box.ended.atMs) }
  }

  find(sessionId: string): Kept | undefined {
    const box = this.#boxes.get(sessionId)
    if (box && !box.ended && !this.ignoreLeases && box.leaseEndsAtMs <= this.nowMs()) {
      // One that was made too late ends as it begins.
      box.ended = { cause: 'lease', atMs: Math.max(box.startedAtMs, box.leaseEndsAtMs) }
    }
    return box
  }

  ids = (): readonly string[] => [...this.#boxes.keys()]

  nowMs = () => epochMs(this.#clock.now())

  /** Every run there was or is. */
  runs = (): readonly Run[] => [
    ...this.#over,
    ...this.ids()
      .flatMap((id) => this.find(id) ?? [])
      .map(runOf),
  ]
}

const runOf = ({ spec, startedAtMs, ended }: Kept): Run => ({
  sessionId: spec.sessionId,
  fromMs: startedAtMs,
  untilMs: ended?.atMs,
})
