import { type Instant, plusSeconds, secondsBetween } from '../../shared/platform/clock.ts'
import { backoffSeconds, isRetried, type Retry, retryDefaults } from './retry.ts'
import type { Time } from './time.ts'

/** Calls a job's target for the time it was due, and resolves to the HTTP status it answered. */
export type Call = (job: string, scheduled: Instant, signal: AbortSignal) => Promise<number>

export interface Line {
  readonly attemptDeadlineSeconds: number
  readonly retry?: Partial<Retry>
}

/** What became of an attempt. */
export interface Attempt {
  readonly startedAt: Instant
  readonly status: number
  /** When it is tried again, if it is. */
  readonly retryAt: Instant | undefined
}

export interface Executions {
  /** What a schedule does: waits for the execution under way, and ends the retries of the one before. */
  execute(scheduled: Instant): Promise<number>
  /** What a person does who wants it now, even if it is under way. */
  force(): Promise<number>
  forgetRetry(): void
  stop(): Promise<void>
}

/**
 * The executions of one job: no two scheduled ones at once. A start that comes while one runs is delayed, and
 * starts that were delayed together become one. `line` is asked at each attempt, since jobs are changed.
 */
export function executions(
  name: string,
  line: () => Line,
  call: Call,
  time: Time,
  report: (attempt: Attempt) => void = () => {},
): Executions {
  let forgetRetry = () => {}
  let running: Promise<unknown> = Promise.resolve()
  let delayed: Promise<number> | undefined

  const start = (run: () => Promise<number>): Promise<number> => {
    delayed ??= running.then(() => {
      delayed = undefined
      return begin(run)
    })
    return delayed
  }

  const begin = (run: () => Promise<number>): Promise<number> => {
    forgetRetry()
    const begun = run()
    running = Promise.all([running, begun])
    return begun
  }

  const attempt = async (scheduled: Instant, first: Instant, failures: number): Promise<number> => {
    const { attemptDeadlineSeconds, retry: said } = line()
    const startedAt = time.now()
    const late = new AbortController()
    const forgetDeadline = time.at(plusSeconds(startedAt, attemptDeadlineSeconds), () =>
      late.abort(),
    )
    const status = await Promise.race([
      call(name, scheduled, late.signal).catch(() => unreachable),
      new Promise<number>((resolve) => {
        late.signal.addEventListener('abort', () => resolve(deadlineExceeded))
      }),
    ])
    forgetDeadline()
    const retry = { ...retryDefaults, ...said }
    const hasFailed = status < 200 || status > 299
    const isAgain = hasFailed && isRetried(retry, failures + 1, secondsBetween(first, time.now()))
    const retryAt = isAgain ? plusSeconds(time.now(), backoffSeconds(retry, failures)) : undefined
    if (retryAt) {
      const again = () => attempt(scheduled, first, failures + 1)
      forgetRetry = time.at(retryAt, () => start(again))
    }
    report({ startedAt, status, retryAt })
    return status
  }

  return {
    execute: (scheduled) => start(() => attempt(scheduled, time.now(), 0)),
    force: () => begin(() => attempt(time.now(), time.now(), 0)),
    forgetRetry: () => forgetRetry(),
    async stop() {
      await (delayed ?? running)
      forgetRetry()
    },
  }
}

const unreachable = 503
const deadlineExceeded = 504
