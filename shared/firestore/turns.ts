import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Firestore } from '@google-cloud/firestore'
import { failureOf } from './commit.ts'
import { load, nowOf, type Stored } from './stored.ts'
import { knockOf, noWriters, turnOf, type Writers, writersAfter, writersField } from './writers.ts'

/**
 * One process's part in sharing hot documents with others. Whoever has just written a document knows it
 * best and would win every race for it, so where several write they go in turn. This is for fairness
 * only: a commit stands on the versions it read, whoever's turn it is.
 */
export class Turns {
  readonly #db: Firestore
  readonly #me = randomUUID().slice(0, 8)
  #tookMs: readonly number[] = []

  constructor(db: Firestore) {
    this.#db = db
  }

  /** Waits for our turn, and answers the document as it then is: `kept` itself if nobody else writes it. */
  async wait(path: string, kept: Stored, isFresh: boolean): Promise<Stored | undefined> {
    for (let stored = kept; ; ) {
      const now = nowOf(stored)
      const turn = turnOf(stored.writers, this.#me, now)
      if (turn === 'ours' || (turn.from <= now && (isFresh || stored !== kept))) return stored
      const restMs = (Math.min(turn.from, Math.max(turn.lookAt, now)) - now) / 1_000
      if (turn.from > now) await sleep(Math.max(lookMsMin, restMs))
      const fresh = await load(this.#db, path)
      if (!fresh) return undefined
      stored = fresh
    }
  }

  /** Whether a document may be written at once: it is nobody's turn but ours. */
  isOurs = (stored: Stored): boolean =>
    stored.writers === noWriters || turnOf(stored.writers, this.#me, nowOf(stored)) === 'ours'

  /** How long a commit took, so that the others know how long to wait for one. */
  took(ms: number) {
    this.#tookMs = [...this.#tookMs.slice(-3), ms]
  }

  /** Who writes a document, once we have written over it. */
  writersOver = (before: Stored): Writers =>
    writersAfter(before.writers, this.#me, this.#usualMs(), nowOf(before))

  /** Puts our name into a document that others keep winning, so that they leave us a turn. */
  async knock(path: string, stored: Stored): Promise<void> {
    const knock = knockOf(stored.writers, this.#me, this.#usualMs(), nowOf(stored))
    if (!knock) return
    try {
      await this.#db.doc(path).update({ [`${writersField}.${this.#me}`]: knock })
    } catch (cause) {
      // Gone, or not to be reached: the next attempt finds out.
      if (failureOf(cause).kind === 'broken') throw cause
    }
  }

  /** The quickest of the last few: one that was held up says nothing of the next. */
  #usualMs = () => Math.round(Math.min(...this.#tookMs, usualMsMax))
}

const lookMsMin = 2
const usualMsMax = 300
