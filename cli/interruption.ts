import { tell } from './output.ts'
import { pipeIsBroken } from './pipe.ts'

export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: number

  constructor(exitCode: number) {
    super('interrupted')
    this.exitCode = exitCode
  }
}

/**
 * The first Ctrl-C aborts the signal, so that what was begun is put away; the second leaves at once,
 * saying what stays behind. A reader who went away aborts it too.
 */
export function interruptible(first: string, second: () => string): AbortSignal {
  const controller = new AbortController()
  for (const [name, exitCode] of Object.entries(exitCodes)) {
    process.on(name, () => {
      const isSecond = controller.signal.aborted
      tell(isSecond ? second() : first)
      if (isSecond) process.exit(exitCode)
      controller.abort(new Interrupted(exitCode))
    })
  }
  return AbortSignal.any([controller.signal, pipeIsBroken])
}

/** 128 + the signal's number. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
