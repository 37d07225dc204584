import { Cron } from 'croner'
import { schedules as contract, type Schedule } from '../../shared/contract/schedules.ts'
import { epochMs, instant } from '../../shared/platform/clock.ts'
import { type Call, executions } from './executions.ts'
import type { Retry } from './retry.ts'
import { realTime, type Time } from './time.ts'

/** A line of shared/contract/schedules.ts, and what Cloud Scheduler lets one add. */
export interface ScheduledJob extends Omit<Schedule, 'summary'> {
  readonly timeZone?: string
  readonly retry?: Partial<Retry>
}

export interface SchedulerOptions {
  /** Posts to a job's function and resolves to the HTTP status it answered. */
  readonly call: Call
  readonly schedules?: Readonly<Record<string, ScheduledJob>>
  readonly time?: Time
}

export interface Scheduler {
  /** Runs a job now, or as soon as it no longer runs, and resolves to its first attempt's status. */
  runNow(job: string): Promise<number>
  /** Calls nothing any more, and resolves when what was being called has answered. */
  stop(): Promise<void>
}

/** Calls every job at its times, as Cloud Scheduler does. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { call, time = realTime, schedules = contract } = options
  const jobs = new Map(
    Object.entries(schedules).map(([name, line]) => [name, follow(name, line, call, time)]),
  )
  return {
    runNow(name) {
      const job = jobs.get(name)
      if (!job) throw new Error(`no job ${name}`)
      return job.execute(time.now())
    },
    async stop() {
      await Promise.all([...jobs.values()].map((job) => job.stop()))
    },
  }
}

function follow(name: string, line: ScheduledJob, call: Call, time: Time) {
  const cron = new Cron(line.cron, { timezone: line.timeZone ?? 'Etc/UTC', mode: '5-part' })
  const { execute, stop } = executions(name, line, call, time)
  let forget = () => {}
  const plan = () => {
    const next = cron.nextRun(new Date(epochMs(time.now())))
    if (!next) return
    const due = instant(next.getTime())
    forget = time.at(due, () => {
      plan()
      return execute(due)
    })
  }
  plan()
  return {
    execute,
    stop() {
      forget()
      return stop()
    },
  }
}
