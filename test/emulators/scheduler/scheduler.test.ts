import { expect, test } from 'vitest'
import { startScheduler } from '../../../emulators/scheduler/scheduler.ts'
import { SteeredTime } from '../../../emulators/scheduler/time.ts'
import { minutes, scheduler, start } from './steered.ts'

test('a job is called at its times, with the headers of Cloud Scheduler', async () => {
  const { time, calls } = scheduler({ cron: '*/15 * * * *' })
  await time.advance(minutes(30))
  expect(calls).toEqual([
    {
      at: '2026-01-01T00:15:00.000Z',
      job: 'sweep',
      headers: {
        'user-agent': 'Google-Cloud-Scheduler',
        'x-cloudscheduler': 'true',
        'x-cloudscheduler-jobname': 'sweep',
        'x-cloudscheduler-scheduletime': '2026-01-01T00:15:00.000Z',
      },
    },
    expect.objectContaining({ at: '2026-01-01T00:30:00.000Z' }),
  ])
})

test('a schedule is read in its time zone, over a change of the clocks', async () => {
  const { time, times } = scheduler(
    { cron: '0 9 * * *', timeZone: 'Europe/Berlin' },
    { start: '2026-03-28T00:00:00.000Z' },
  )
  await time.advance(minutes(2 * 24 * 60))
  expect(times()).toEqual(['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z'])
})

test('a job never overlaps itself: the starts that it delays become one', async () => {
  const { time, times, cut } = scheduler(
    { cron: '* * * * *', attemptDeadlineSeconds: 200 },
    { answer: (attempt) => (attempt === 0 ? 'never' : 204) },
  )
  await time.advance(minutes(5), { waits: false })
  expect(cut).toEqual(['2026-01-01T00:04:20.000Z'])
  expect(times()).toEqual([
    '2026-01-01T00:01:00.000Z',
    '2026-01-01T00:04:20.000Z',
    '2026-01-01T00:05:00.000Z',
  ])
})

test('a job that hangs delays no other job', async () => {
  const time = new SteeredTime(start)
  const calls: string[] = []
  const call = (job: string) => {
    calls.push(job)
    return job === 'stuck' ? new Promise<number>(() => {}) : Promise.resolve(204)
  }
  const line = { cron: '* * * * *', attemptDeadlineSeconds: 600 }
  startScheduler({ call, time, schedules: { stuck: line, lively: line } })
  await time.advance(minutes(3), { waits: false })
  expect(calls).toEqual(['stuck', 'lively', 'lively', 'lively'])
})

test('runNow runs a job at once and says what it answered', async () => {
  const { scheduler: running, times } = scheduler({ cron: '0 0 1 1 *' }, { answer: () => 429 })
  expect(await running.runNow('sweep')).toBe(429)
  expect(times()).toEqual([start])
  expect(() => running.runNow('unknown')).toThrow('no job unknown')
})

test('a job that cannot be reached is a failed attempt, not the end of the scheduler', async () => {
  const { time, times } = scheduler({ cron: '* * * * *' }, { answer: () => 'refused' })
  await time.advance(minutes(2))
  expect(times()).toHaveLength(2)
})

test('after stop nothing is called', async () => {
  const { scheduler: running, time, times } = scheduler({ cron: '* * * * *' })
  await time.advance(minutes(1))
  await running.stop()
  await time.advance(minutes(60))
  expect(times()).toHaveLength(1)
})

test('on the real clock too a job runs, and stop leaves no timer', async () => {
  const schedules = { sweep: { cron: '* * * * *', attemptDeadlineSeconds: 30 } }
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()
  const running = startScheduler({ call: async () => 204, schedules })
  expect(await running.runNow('sweep')).toBe(204)
  await running.stop()
  expect(timers()).toBe(before)
})
