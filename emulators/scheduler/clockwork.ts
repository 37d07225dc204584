import { epochMs, type Instant, instant } from '../../shared/platform/clock.ts'
import { cronOf } from './checks.ts'
import { type Attempt, type Call, type Executions, executions } from './executions.ts'
import { type Job, secondsIn } from './job.ts'
import { statusOf } from './status.ts'
import type { Time } from './time.ts'

interface Followed {
  readonly executions: Executions
  forgetNext: () => void
}

/** Calls each job that is followed at its times, and notes in it what came of that. */
export class Clockwork {
  readonly #time: Time
  readonly #call: Call
  readonly #noted: () => void
  readonly #followed = new Map<string, Followed>()

  constructor(time: Time, call: Call, noted: () => void) {
    this.#time = time
    this.#call = call
    this.#noted = noted
  }

  /** From now on at the times that it says now, unless it is paused. What is under way goes on. */
  follow(job: Job): void {
    const followed = this.#of(job)
    this.#rest(followed)
    delete job.scheduleTime
    if (job.state === 'ENABLED') this.#plan(job, followed)
  }

  forget({ name }: Job): void {
    const followed = this.#followed.get(name)
    if (followed) this.#rest(followed)
    this.#followed.delete(name)
  }

  /** Now, even if it runs or is paused; resolves to the HTTP status of the attempt. */
  force(job: Job): Promise<number> {
    return this.#of(job).executions.force()
  }

  async stop(): Promise<void> {
    const all = [...this.#followed.values()]
    for (const followed of all) this.#rest(followed)
    await Promise.all(all.map((followed) => followed.executions.stop()))
  }

  #of(job: Job): Followed {
    const known = this.#followed.get(job.name)
    if (known) return known
    const followed = {
      executions: executions(
        job.name,
        () => lineOf(job),
        this.#call,
        this.#time,
        (attempt) => this.#note(job, attempt),
      ),
      forgetNext: () => {},
    }
    this.#followed.set(job.name, followed)
    return followed
  }

  #rest(followed: Followed): void {
    followed.forgetNext()
    followed.executions.forgetRetry()
  }

  #plan(job: Job, followed: Followed): void {
    const due = nextOf(job, this.#time.now())
    if (due === undefined) return
    job.scheduleTime = due
    followed.forgetNext = this.#time.at(due, () => {
      this.#plan(job, followed)
      return followed.executions.execute(due)
    })
  }

  #note(job: Job, { startedAt, status, retryAt }: Attempt): void {
    job.lastAttemptTime = startedAt
    job.status = statusOf(status)
    const next = job.state === 'ENABLED' ? nextOf(job, this.#time.now()) : undefined
    const due = [next, retryAt].filter((at) => at !== undefined).toSorted()[0]
    if (due) job.scheduleTime = due
    this.#noted()
  }
}

const nextOf = (job: Job, now: Instant): Instant | undefined => {
  const next = cronOf(job).nextRun(new Date(epochMs(now)))
  return next ? instant(next.getTime()) : undefined
}

const lineOf = ({ attemptDeadline = '180s', retryConfig }: Job) => ({
  attemptDeadlineSeconds: secondsIn(attemptDeadline),
  retry: {
    count: retryConfig.retryCount ?? 0,
    durationSecondsMax: secondsIn(retryConfig.maxRetryDuration),
    backoffSecondsMin: secondsIn(retryConfig.minBackoffDuration),
    backoffSecondsMax: secondsIn(retryConfig.maxBackoffDuration),
    doublingsMax: retryConfig.maxDoublings,
  },
})
