import { CommanderError } from 'commander'
import { AnswerError, ApiError, ConnectionError } from '../sdk/errors.ts'
import { Failure } from './failure.ts'
import { hints } from './hints.ts'

interface Explained {
  readonly problem: {
    readonly code: string
    readonly detail: string
    readonly errors?: ApiError['errors']
  }
  readonly hint: string | undefined
  readonly exitCode: number
}

/** Any failure as a problem document, with what to do about it. */
export function explain(error: unknown): Explained {
  if (error instanceof ApiError) {
    const { status, title, code, detail, errors, facts } = error
    const type = `urn:onmemos:problem:${code}`
    const problem = { type, title, status, detail, code, errors, ...facts }
    return { problem, hint: hints[code]?.(facts), exitCode: 1 }
  }
  if (error instanceof CommanderError) {
    const hint = error.code === 'commander.excessArguments' ? quoting : usage
    return { ...own('usage', error.message.replace(/^error: /, '')), hint, exitCode: 2 }
  }
  if (error instanceof Failure) {
    const { code, message, hint, exitCode } = error
    return { ...own(code, message), hint, exitCode }
  }
  return { ...own(codeOf(error), messageOf(error)), hint: undefined, exitCode: 1 }
}

const own = (code: string, detail: string) => ({
  problem: { type: `urn:onmemos:cli:${code}`, title: detail.split('\n', 1)[0], detail, code },
})

const usage = 'Try `onmemos --help`, or `onmemos <command> --help` for examples.'

const quoting = "A command is one argument: put it in quotes, as in onmemos run 'echo one two'."

function codeOf(error: unknown) {
  if (error instanceof ConnectionError) return 'unreachable'
  if (error instanceof AnswerError) return 'unexpected_answer'
  return error instanceof Error && error.name === 'NoKeyError' ? 'no_key' : 'failed'
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
