import { type Instant, plusSeconds } from '../../shared/platform/clock.ts'
import { backoffSeconds, type Retry, retryDefaults } from './retry.ts'
import type { Time } from './time.ts'

export type Call = (job: string, headers: CallHeaders, signal: AbortSignal) => Promise<number>
export type CallHeaders = Readonly<Record<string, string>>

interface Line {
  readonly attemptDeadlineSeconds: number
  readonly retry?: Partial<Retry>
}

/**
 * The executions of one job: never two at once. A start that comes while one runs is delayed, and
 * starts that were delayed together become one. A new start ends the retries of the one before.
 */
export function executions(name: string, line: Line, call: Call, time: Time) {
  const retry = { ...retryDefaults, ...line.retry }
  let forgetRetry = () => {}
  let running: Promise<number> = Promise.resolve(0)
  let delayed: Promise<number> | undefined

  const start = (scheduled: Instant, failures: number): Promise<number> => {
    delayed ??= running.then(() => {
      delayed = undefined
      forgetRetry()
      running = attempt(scheduled, failures)
      return running
    })
    return delayed
  }

  const attempt = async (scheduled: Instant, failures: number): Promise<number> => {
    const late = new AbortController()
    const deadline = plusSeconds(time.now(), line.attemptDeadlineSeconds)
    const forgetDeadline = time.at(deadline, () => late.abort())
    const status = await Promise.race([
      call(name, headers(name, scheduled), late.signal).catch(() => unreachable),
      new Promise<number>((resolve) => {
        late.signal.addEventListener('abort', () => resolve(deadlineExceeded))
      }),
    ])
    forgetDeadline()
    const hasFailed = status < 200 || status > 299
    if (hasFailed && failures < retry.count) {
      const due = plusSeconds(time.now(), backoffSeconds(retry, failures))
      forgetRetry = time.at(due, () => start(scheduled, failures + 1))
    }
    return status
  }

  return {
    execute: (scheduled: Instant) => start(scheduled, 0),
    async stop() {
      await (delayed ?? running)
      forgetRetry()
    },
  }
}

const unreachable = 503
const deadlineExceeded = 504

const headers = (name: string, scheduled: Instant): CallHeaders => ({
  'user-agent': 'Google-Cloud-Scheduler',
  'x-cloudscheduler': 'true',
  'x-cloudscheduler-jobname': name,
  'x-cloudscheduler-scheduletime': scheduled,
})
