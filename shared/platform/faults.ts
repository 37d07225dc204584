import { type FaultCode, faults } from '../contract/faults.ts'

/** One thing wrong with a request: where it is and what to do about it. */
export interface Flaw {
  location: string
  message: string
}

/** A failure the caller can do something about. Its code is part of the contract; its detail is for people. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  readonly flaws: readonly Flaw[]
  /** Further members of the problem document, such as how many credits are missing. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: FaultCode,
    detail: string,
    more: { flaws?: readonly Flaw[]; facts?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause })
    this.code = code
    this.flaws = more.flaws ?? []
    this.facts = more.facts ?? {}
  }

  get status() {
    return faults[this.code].status
  }
}

/** What must be true whatever the caller does. When it is not, the answer is 500 and someone is woken. */
export function invariant(holds: unknown, otherwise: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${otherwise}`)
}
