import { expect, test } from 'vitest'
import { backoffSeconds, retryDefaults } from '../../../emulators/scheduler/retry.ts'
import { followed, minutes } from './steered.ts'

test('a failed attempt is not retried unless the job asks for it', async () => {
  const { time, times, job } = followed({ schedule: '0 * * * *' }, { answer: () => 500 })
  await time.advance(minutes(119))
  expect(times()).toEqual(['2026-01-01T01:00:00.000Z'])
  expect(job).toMatchObject({
    lastAttemptTime: '2026-01-01T01:00:00.000Z',
    scheduleTime: '2026-01-01T02:00:00.000Z',
    status: { code: 13 },
  })
})

test('retries back off, and end with the first success', async () => {
  const { time, times, job } = followed(
    { schedule: '0 * * * *', retryConfig: { retryCount: 5 } },
    { answer: (attempt) => (attempt < 3 ? 503 : 204) },
  )
  await time.advance(minutes(60))
  expect(job.scheduleTime).toBe('2026-01-01T01:00:05.000Z')
  await time.advance(minutes(59))
  expect(times()).toEqual([
    '2026-01-01T01:00:00.000Z',
    '2026-01-01T01:00:05.000Z',
    '2026-01-01T01:00:15.000Z',
    '2026-01-01T01:00:35.000Z',
  ])
  expect(job).toMatchObject({ status: {}, scheduleTime: '2026-01-01T02:00:00.000Z' })
})

test('the next scheduled start ends the retries of the one before', async () => {
  const { time, times } = followed(
    { schedule: '* * * * *', retryConfig: { retryCount: 5, minBackoffDuration: '50s' } },
    { answer: () => 500 },
  )
  await time.advance(minutes(3))
  expect(times()).toEqual([
    '2026-01-01T00:01:00.000Z',
    '2026-01-01T00:01:50.000Z',
    '2026-01-01T00:02:00.000Z',
    '2026-01-01T00:02:50.000Z',
    '2026-01-01T00:03:00.000Z',
  ])
})

test('a duration keeps retries going when their number is used up', async () => {
  const { time, times } = followed(
    {
      schedule: '0 * * * *',
      retryConfig: { retryCount: 1, maxRetryDuration: '30s', maxBackoffDuration: '10s' },
    },
    { answer: () => 500 },
  )
  await time.advance(minutes(119))
  expect(times()).toEqual([
    '2026-01-01T01:00:00.000Z',
    '2026-01-01T01:00:05.000Z',
    '2026-01-01T01:00:15.000Z',
    '2026-01-01T01:00:25.000Z',
    '2026-01-01T01:00:35.000Z',
  ])
})

test("the retry interval grows as in the example of Google's documentation", () => {
  const retry = {
    ...retryDefaults,
    count: 8,
    backoffSecondsMin: 10,
    backoffSecondsMax: 300,
    doublingsMax: 3,
  }
  const intervals = [0, 1, 2, 3, 4, 5, 6, 7].map((failures) => backoffSeconds(retry, failures))
  expect(intervals).toEqual([10, 20, 40, 80, 160, 240, 300, 300])
})

test('an attempt that does not answer by its deadline is cut and counts as failed', async () => {
  const { time, times, cut } = followed(
    { schedule: '0 * * * *', attemptDeadline: '30s', retryConfig: { retryCount: 1 } },
    { answer: (attempt) => (attempt === 0 ? 'never' : 204) },
  )
  await time.advance(minutes(61), { waits: false })
  expect(cut).toEqual(['2026-01-01T01:00:30.000Z'])
  expect(times()).toEqual(['2026-01-01T01:00:00.000Z', '2026-01-01T01:00:35.000Z'])
})
