import type { Instant } from '../platform/clock.ts'
import type { Entry, Micros } from './entry.ts'

interface Fact {
  /** What makes it the same fact when it is told twice. */
  readonly id: string
  readonly accountId: string
  readonly at: Instant
}
interface SessionFact extends Omit<Fact, 'id'> {
  readonly sessionId: string
  /** Counts the holds (or settlements) of one session, so that a repeated one gets the same id. */
  readonly turn: number
}

/** Credits come in: what funding gives becomes available. */
export const grant = (fact: Fact & { note: string }, micros: Micros): Entry => ({
  ...entry('grant', fact, null, fact.note),
  lines: move('funding', 'available', micros),
})

/** Set aside before it is used. */
export const hold = (fact: SessionFact, micros: Micros, note: string): Entry => ({
  ...entry('hold', { ...fact, id: idOf('hold', fact) }, fact.sessionId, note),
  lines: move('available', 'held', micros),
})

/** Used: leaves what was held, never what is available. */
export const settle = (fact: SessionFact, micros: Micros, note: string): Entry => ({
  ...entry('settle', { ...fact, id: idOf('settle', fact) }, fact.sessionId, note),
  lines: move('held', 'spent', micros),
})

/** Held and not used: available again. */
export const release = (fact: SessionFact, micros: Micros): Entry => ({
  ...entry('release', { ...fact, id: idOf('release', fact) }, fact.sessionId, 'not used'),
  lines: move('held', 'available', micros),
})

type Book = Entry['lines'][number]['book']

const entry = (verb: Entry['verb'], fact: Fact, sessionId: string | null, note: string) => ({
  id: fact.id,
  account_id: fact.accountId,
  verb,
  session_id: sessionId,
  at: fact.at,
  note,
})

const move = (from: Book, to: Book, micros: Micros): Entry['lines'] => [
  { book: from, micros: -micros },
  { book: to, micros },
]

const idOf = (verb: string, { sessionId, turn }: SessionFact) => `${verb}-${sessionId}-${turn}`
