import { type Clock, epochMs, type Instant, instant } from '../../../shared/platform/clock.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import type { BoxSpec, EndCause, Observed } from '../../../shared/providers/provider.ts'
import { Inside } from './inside.ts'

interface Kept {
  readonly spec: BoxSpec
  readonly turn: number
  readonly startedAtMs: number
  readonly inside: Inside
  /** Who wants it to stand still. */
  readonly heldBy: Set<string>
  /** What was brought into it, once something was. */
  brought: ReadonlyMap<string, string> | undefined
  activeAtMs: number
  leaseEndsAtMs: number
  stillSinceMs: number | undefined
  stillMs: number
  ended: { readonly cause: EndCause; readonly atMs: number } | undefined
}

/** When a box really ran, whatever anyone believed, and what was in it. */
export interface Run {
  readonly sessionId: string
  readonly turn: number
  readonly fromMs: number
  readonly untilMs: number | undefined
  /** How much of that it stood still. */
  readonly stillMs: number
  readonly cause: EndCause | undefined
  readonly inside: Inside
  readonly brought: ReadonlyMap<string, string> | undefined
}

/** What one backend has: boxes whose agents end them when their lease does, whoever else is alive. */
export class Boxes {
  readonly #clock: Clock
  readonly #boxes = new Map<string, Kept>()
  readonly #over: Run[] = []
  /** Broken on purpose: agents that never end. */
  ignoreLeases = false
  /** Broken on purpose: what a box is frozen for goes on nonetheless. */
  isRestless = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Its lease counts from when it was asked for. */
  start(spec: BoxSpec, askedAtMs = this.nowMs()): Kept {
    const there = this.find(spec.sessionId)
    const { turn = 0 } = spec
    if (there && there.turn > turn) throw new Fault('provider_unavailable', 'a later box is there')
    if (there && there.turn === turn) return there
    this.stop(spec.sessionId)
    if (spec.warm) this.#give(spec.warm.boxId)
    const startedAtMs = this.nowMs()
    const kept: Kept = {
      spec,
      turn,
      startedAtMs,
      inside: new Inside(),
      heldBy: new Set(),
      brought: undefined,
      activeAtMs: startedAtMs,
      leaseEndsAtMs: askedAtMs + spec.leaseSeconds * 1_000,
      stillSinceMs: undefined,
      stillMs: 0,
      ended: undefined,
    }
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
    const box = this.end(sessionId, turn)
    if (!box) return
    this.#over.push(runOf(box))
    this.#boxes.delete(sessionId)
  }

  /** Its processes are gone; what they left is still there. */
  end(sessionId: string, turn = Number.POSITIVE_INFINITY): Kept | undefined {
    const box = this.find(sessionId)
    if (!box || box.turn > turn) return undefined
    this.#close(box, 'stopped')
    return box
  }

  /** It ends by itself, and what it was stays on record. */
  lose(sessionId: string, cause: EndCause) {
    const box = this.find(sessionId)
    if (!box || box.ended) return
    if (cause !== 'stopped') box.inside.silence()
    this.#close(box, cause)
  }

  #close(box: Kept, cause: EndCause, atMs = this.nowMs()) {
    if (box.ended) return
    box.stillMs += atMs - (box.stillSinceMs ?? atMs)
    box.stillSinceMs = undefined
    box.ended = { cause, atMs }
  }

  /** It stands still from now on, and its files are these. */
  capture(sessionId: string, by: string): Buffer {
    const box = this.#living(sessionId)
    box.heldBy.add(by)
    box.stillSinceMs ??= this.nowMs()
    const files = box.inside.packed()
    if (this.isRestless) box.inside.run('keep late file', this.#clock.now())
    return files
  }

  thaw(sessionId: string, by: string) {
    const box = this.find(sessionId)
    box?.heldBy.delete(by)
    if (!box || box.heldBy.size > 0 || box.stillSinceMs === undefined) return
    box.stillMs += this.nowMs() - box.stillSinceMs
    box.stillSinceMs = undefined
  }

  restore(sessionId: string, turn: number, bytes: Buffer) {
    const box = this.#living(sessionId)
    if (box.turn !== turn) throw new Fault('provider_unavailable', 'the box is another')
    if (box.brought) return
    box.inside.unpack(bytes)
    box.brought = box.inside.files
  }

  /** Moves its end later; answers the end in force. One that stands still hears it when it goes on. */
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
    if (!box || box.ended || this.ignoreLeases || box.stillSinceMs !== undefined) return box
    if (box.leaseEndsAtMs <= this.nowMs()) {
      // One that was made too late ends as it begins.
      this.#close(box, 'lease', Math.max(box.startedAtMs, box.leaseEndsAtMs))
    }
    return box
  }

  #living(sessionId: string): Kept {
    const box = this.find(sessionId)
    if (box && !box.ended) return box
    throw new Fault('provider_unavailable', 'the session has no box that runs')
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

const runOf = (box: Kept): Run => ({
  sessionId: box.spec.sessionId,
  turn: box.turn,
  fromMs: box.startedAtMs,
  untilMs: box.ended?.atMs,
  stillMs: box.stillMs,
  cause: box.ended?.cause,
  inside: box.inside,
  brought: box.brought,
})
