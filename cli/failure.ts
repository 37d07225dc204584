/** What the CLI itself finds wrong: what happened, what to do about it, and how to exit. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: string
  readonly hint: string | undefined
  readonly exitCode: number

  constructor(code: string, detail: string, more: { hint?: string; exitCode?: number } = {}) {
    super(detail)
    this.code = code
    this.hint = more.hint
    this.exitCode = more.exitCode ?? 1
  }
}
