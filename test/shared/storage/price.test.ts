import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import { daysAfter, daysInMonth } from '../../../shared/storage/days.ts'
import { costOfDay } from '../../../shared/storage/price.ts'

const gibibyte = 1_024 ** 3

test.each([
  ['standard', 0, '2027-03-01', 0],
  ['standard', 1, '2027-03-01', 1],
  ['standard', gibibyte, '2027-01-31', 646],
  ['standard', gibibyte, '2027-02-01', 715],
  ['standard', gibibyte, '2028-02-29', 690],
  ['standard', gibibyte, '2100-02-28', 715],
  ['standard', gibibyte, '2027-04-30', 667],
  ['nearline', 3 * gibibyte, '2027-04-01', 1_000],
  ['nearline', 3 * gibibyte + 1, '2027-04-01', 1_001],
  ['coldline', 7 * gibibyte, '2027-02-14', 1_000],
  ['archive', gibibyte, '2027-04-01', 40],
] as const)('%s, %i bytes on %s: %i micro-credits', (storageClass, bytes, day, micros) => {
  expect(costOfDay(shipped, storageClass, bytes, day)).toBe(micros)
})

test('a day is the least whole figure that covers it, for any size and price', () => {
  const sizes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
  const prices = fc.integer({ min: 0, max: limits.priceNanosMax })
  const days = fc.constantFrom('2027-01-01', '2027-02-01', '2028-02-01', '2027-04-01')
  fc.assert(
    fc.property(sizes, prices, days, (bytes, nanos, day) => {
      const list = {
        storage_gib_month: { ...shipped.storage_gib_month, standard: { nanos, source: 'a test' } },
      }
      const micros = BigInt(costOfDay(list, 'standard', bytes, day))
      const exact = BigInt(bytes) * BigInt(nanos)
      const unit = BigInt(gibibyte) * BigInt(daysInMonth(day)) * 1_000n
      expect(micros * unit >= exact && (micros - 1n) * unit < exact).toBe(true)
    }),
  )
})

test('days are counted over months and leap years, up to as many as are asked for', () => {
  expect(daysAfter('2028-02-27', '2028-03-01', 31)).toEqual([
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ])
  expect(daysAfter('2027-12-31', '2028-12-31', 400)).toHaveLength(366)
  expect(daysAfter('2028-02-27', '2028-03-01', 2)).toHaveLength(2)
  expect(daysAfter('2028-03-01', '2028-03-01', 31)).toEqual([])
})
