import { colour } from './colour.ts'
import { explain } from './explain.ts'
import { Interrupted } from './interruption.ts'
import { tell } from './output.ts'
import { BrokenPipe } from './pipe.ts'

/** Tells on stderr what went wrong and what to do, and answers the exit code. */
export function report(error: unknown, isJson: boolean): number {
  if (error instanceof Interrupted) return error.exitCode
  if (error instanceof BrokenPipe) return 141
  const { problem, hint, exitCode } = explain(error)
  if (isJson) tell(JSON.stringify({ ...problem, ...(hint && { hint }) }))
  else tell(text(problem, hint))
  return exitCode
}

type Problem = ReturnType<typeof explain>['problem']

function text({ detail, errors = [] }: Problem, hint: string | undefined) {
  const paint = colour(process.stderr)
  return [
    `${paint('red', 'error:')} ${detail}`,
    ...errors.map(({ location, message }) => `  ${location}: ${message}`),
    ...(hint ? [paint('dim', hint)] : []),
  ].join('\n')
}
