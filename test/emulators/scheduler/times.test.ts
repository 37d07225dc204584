import { expect, test } from 'vitest'
import { Clockwork } from '../../../emulators/scheduler/clockwork.ts'
import { realTime, SteeredTime } from '../../../emulators/scheduler/time.ts'
import { followed, jobOf, minutes, start } from './steered.ts'

test('a job is called at its times, and told for which', async () => {
  const { time, calls } = followed({ schedule: '*/15 * * * *' })
  await time.advance(minutes(30))
  expect(calls).toEqual([
    { at: '2026-01-01T00:15:00.000Z', scheduled: '2026-01-01T00:15:00.000Z' },
    { at: '2026-01-01T00:30:00.000Z', scheduled: '2026-01-01T00:30:00.000Z' },
  ])
})

test('a schedule is read in its time zone, over a change of the clocks', async () => {
  const { time, times } = followed(
    { schedule: '0 9 * * *', timeZone: 'Europe/Berlin' },
    { start: '2026-03-28T00:00:00.000Z' },
  )
  await time.advance(minutes(2 * 24 * 60))
  expect(times()).toEqual(['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z'])
})

test('a job never overlaps itself: the starts that it delays become one', async () => {
  const { time, times, cut } = followed(
    { schedule: '* * * * *', attemptDeadline: '200s' },
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

test('a job that is forced runs at once, even while it runs', async () => {
  const { clockwork, job, time, times } = followed(
    { schedule: '0 0 1 1 *' },
    { answer: (attempt) => (attempt === 0 ? 'never' : 429) },
  )
  void clockwork.force(job)
  await time.advance(10, { waits: false })
  expect(await clockwork.force(job)).toBe(429)
  expect(times()).toEqual([start, '2026-01-01T00:00:10.000Z'])
  expect(job.status).toEqual({ code: 8 })
})

test('a job that hangs delays no other job', async () => {
  const time = new SteeredTime(start)
  const calls: string[] = []
  const call = (name: string) => {
    const [, job = ''] = name.split('jobs/')
    calls.push(job)
    return job === 'stuck' ? new Promise<number>(() => {}) : Promise.resolve(204)
  }
  const clockwork = new Clockwork(time, call, () => {})
  const line = { schedule: '* * * * *', attemptDeadline: '600s' }
  for (const id of ['stuck', 'lively']) clockwork.follow(jobOf(id, line))
  await time.advance(minutes(3), { waits: false })
  expect(calls).toEqual(['stuck', 'lively', 'lively', 'lively'])
})

test('a target that cannot be reached is a failed attempt, not the end of the job', async () => {
  const { time, times, job } = followed({ schedule: '* * * * *' }, { answer: () => 'refused' })
  await time.advance(minutes(2))
  expect(times()).toHaveLength(2)
  expect(job.status).toEqual({ code: 14 })
})

test('after stop nothing is called', async () => {
  const { clockwork, time, times } = followed({ schedule: '* * * * *' })
  await time.advance(minutes(1))
  await clockwork.stop()
  await time.advance(minutes(60))
  expect(times()).toHaveLength(1)
})

test('on the real clock too a job runs, and stop leaves no timer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()
  const clockwork = new Clockwork(
    realTime,
    async () => 204,
    () => {},
  )
  const job = jobOf('sweep', { schedule: '* * * * *' })
  clockwork.follow(job)
  expect(await clockwork.force(job)).toBe(204)
  await clockwork.stop()
  expect(timers()).toBe(before)
})
