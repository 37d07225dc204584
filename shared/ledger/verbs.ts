import type { Instant } from '../platform/clock.ts'
import { invariant } from '../platform/faults.ts'
import type { Draft, Entry, Micros } from './entry.ts'

interface Fact {
  /** What makes it the same fact when it is told twice. */
  readonly id: string
  readonly accountId: string
  readonly at: Instant
  readonly note: string
}
interface SessionFact extends Omit<Fact, 'id'> {
  readonly sessionId: string
  /** Counts what is posted for one session, so that a repeated fact gets the same id. */
  readonly turn: number
}

/** Credits were paid for. */
export const purchase = (fact: Fact & Expiring, micros: Micros) =>
  credited('purchase', fact, micros)

/** Credits are given. */
export const grant = (fact: Fact & Expiring, micros: Micros) => credited('grant', fact, micros)

/** A purchase is undone, as far as its credits are still there. */
export const reverse = (fact: Fact, micros: Micros) =>
  entry('reverse', fact, move('available', 'funding', positive(micros)))

/** Set aside before a session starts. */
export const hold = (fact: SessionFact, micros: Micros) =>
  sessionEntry('hold', fact, move('available', 'held', positive(micros)))

/** Set aside for its next lease. */
export const extendHold = (fact: SessionFact, micros: Micros) =>
  sessionEntry('extend_hold', fact, move('available', 'held', positive(micros)))

/** Used: leaves what was held, never what is available. */
export const settle = (fact: SessionFact, micros: Micros) =>
  sessionEntry('settle', fact, move('held', 'spent', positive(micros)))

/** Held and not used: available again; and with it what was settled for a time that turned out not to be used. */
export const release = (fact: SessionFact, micros: Micros, unused: Micros = 0) =>
  sessionEntry('release', fact, [
    ...(micros === 0 && unused > 0 ? [] : move('held', 'available', positive(micros))),
    ...(unused === 0 ? [] : move('spent', 'available', positive(unused))),
  ])

/** What was spent is given back. */
export const refund = (fact: Fact & { sessionId: string | null }, micros: Micros) => ({
  ...entry('refund', fact, move('spent', 'available', positive(micros))),
  session_id: fact.sessionId,
})

/** An administrator puts a balance right, up or down, and says why. */
export const adjust = (fact: Fact, micros: Micros) =>
  entry('adjust', fact, move('funding', 'available', whole(micros)))

/** A day of stored bytes. */
export const chargeStorage = (fact: Fact, micros: Micros) =>
  entry('storage', fact, move('available', 'spent', positive(micros)))

/** Credits that were to be used by now, and were not. */
export const expire = (fact: Fact & { lotId: string }, micros: Micros) => ({
  ...entry('expire', fact, move('available', 'expired', positive(micros))),
  lot_id: fact.lotId,
})

interface Expiring {
  /** Until when they may be used; `null` for ever. */
  readonly expiresAt: Instant | null
}
type Book = Entry['lines'][number]['book']

const credited = (verb: 'purchase' | 'grant', fact: Fact & Expiring, micros: Micros): Draft => ({
  ...entry(verb, fact, move('funding', 'available', positive(micros))),
  expires_at: fact.expiresAt,
})

const sessionEntry = (
  verb: 'hold' | 'extend_hold' | 'settle' | 'release',
  fact: SessionFact,
  lines: Draft['lines'],
): Draft => ({
  ...entry(verb, { ...fact, id: `${verb}-${fact.sessionId}-${fact.turn}` }, lines),
  session_id: fact.sessionId,
})

const entry = (verb: Entry['verb'], fact: Fact, lines: Draft['lines']): Draft => ({
  id: fact.id,
  account_id: fact.accountId,
  verb,
  session_id: null,
  at: fact.at,
  note: fact.note,
  lines,
  expires_at: null,
  lot_id: null,
})

const move = (from: Book, to: Book, micros: Micros): Draft['lines'] => [
  { book: from, micros: -micros },
  { book: to, micros },
]

function positive(micros: Micros): Micros {
  invariant(micros > 0, `${micros} micro-credits cannot be moved`)
  return whole(micros)
}

function whole(micros: Micros): Micros {
  invariant(Number.isSafeInteger(micros) && micros !== 0, `${micros} is not so many micro-credits`)
  return micros
}
