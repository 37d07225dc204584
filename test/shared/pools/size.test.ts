import { expect, test } from 'vitest'
import { sizeAt } from '../../../shared/pools/pool.ts'

const sizes = [
  { from_hour: 18, size: 1 },
  { from_hour: 8, size: 5 },
]

test.each([
  ['00:00', 1],
  ['07:59', 1],
  ['08:00', 5],
  ['17:59', 5],
  ['18:00', 1],
  ['23:59', 1],
])('at %s the size is %i: a size holds until the next, around the clock', (time, size) => {
  expect(sizeAt({ sizes }, `2026-01-01T${time}:00.000Z`)).toBe(size)
})
