import type { FaultCode } from '../shared/contract/faults.ts'

/** The server refused. `code` is for programs, `detail` for people, `facts` what else the problem document says. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: FaultCode | 'not_a_problem' | (string & {})
  readonly title: string
  readonly detail: string
  readonly errors: readonly { readonly location: string; readonly message: string }[]
  readonly facts: Readonly<Record<string, unknown>>

  constructor(problem: Omit<ApiError, keyof Error>) {
    super(problem.detail)
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title
    this.detail = problem.detail
    this.errors = problem.errors
    this.facts = problem.facts
  }
}

/** No answer, or one that broke off: what the server did is not known. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** The server did what it was asked, and answered what this client cannot read. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
}
