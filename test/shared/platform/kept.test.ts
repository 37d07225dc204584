import { expect, test } from 'vitest'
import { instant } from '../../../shared/platform/clock.ts'
import { keptFor } from '../../../shared/platform/kept.ts'

test('an answer is kept so long, for each name, and shared by those who ask at once', async () => {
  let seconds = 0
  let asked = 0
  const known = keptFor<string, number>(10, { now: () => instant(seconds * 1_000) })
  const ask = async () => ++asked
  expect(await Promise.all([known('a', ask), known('a', ask), known('b', ask)])).toEqual([1, 1, 2])
  seconds = 9
  expect(await known('a', ask)).toBe(1)
  seconds = 10
  expect(await known('a', ask)).toBe(3)
})

test('what could not be found out is asked again', async () => {
  const known = keptFor<string, number>(10, { now: () => instant(0) })
  await expect(known('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await known('a', async () => 1)).toBe(1)
})
