import type { CallHeaders } from '../../../emulators/scheduler/executions.ts'
import { type ScheduledJob, startScheduler } from '../../../emulators/scheduler/scheduler.ts'
import { SteeredTime } from '../../../emulators/scheduler/time.ts'

export const start = '2026-01-01T00:00:00.000Z'
export const minutes = (count: number) => count * 60

interface Given {
  readonly start?: string
  readonly answer?: (attempt: number) => number | 'never' | 'refused'
}

/** A scheduler of one job on steered time, and what it called when. */
export function scheduler(line: Partial<ScheduledJob> & { cron: string }, given: Given = {}) {
  const { answer = () => 204 } = given
  const time = new SteeredTime(given.start ?? start)
  const calls: { at: string; job: string; headers: CallHeaders }[] = []
  const cut: string[] = []
  const call = async (job: string, headers: CallHeaders, signal: AbortSignal) => {
    const status = answer(calls.length)
    calls.push({ at: time.now(), job, headers })
    signal.addEventListener('abort', () => cut.push(time.now()))
    if (status === 'never') return new Promise<number>(() => {})
    if (status === 'refused') throw new Error('connection refused')
    return status
  }
  const schedules = { sweep: { attemptDeadlineSeconds: 180, ...line } }
  const running = startScheduler({ call, schedules, time })
  return { scheduler: running, time, calls, cut, times: () => calls.map((call) => call.at) }
}
