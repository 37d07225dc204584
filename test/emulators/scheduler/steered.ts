import type * as z from 'zod'
import { Clockwork } from '../../../emulators/scheduler/clockwork.ts'
import { Job } from '../../../emulators/scheduler/job.ts'
import { SteeredTime } from '../../../emulators/scheduler/time.ts'

export const start = '2026-01-01T00:00:00.000Z'
export const minutes = (count: number) => count * 60

type Fields = Partial<z.input<typeof Job>> & { schedule: string }

interface Given {
  readonly start?: string
  readonly answer?: (attempt: number) => number | 'never' | 'refused'
}

/** A job on steered time that is followed, and when it was called. */
export function followed(fields: Fields, given: Given = {}) {
  const { answer = () => 204 } = given
  const time = new SteeredTime(given.start ?? start)
  const calls: { at: string; scheduled: string }[] = []
  const cut: string[] = []
  const call = async (_: string, scheduled: string, signal: AbortSignal) => {
    const status = answer(calls.length)
    calls.push({ at: time.now(), scheduled })
    signal.addEventListener('abort', () => cut.push(time.now()))
    if (status === 'never') return new Promise<number>(() => {})
    if (status === 'refused') throw new Error('connection refused')
    return status
  }
  const clockwork = new Clockwork(time, call, () => {})
  const job = jobOf('sweep', fields)
  clockwork.follow(job)
  return { clockwork, job, time, calls, cut, times: () => calls.map(({ at }) => at) }
}

export const jobOf = (id: string, fields: Fields) =>
  Job.parse({
    name: `projects/test/locations/us-central1/jobs/${id}`,
    timeZone: 'Etc/UTC',
    userUpdateTime: start,
    state: 'ENABLED',
    ...fields,
  })
