import fc from 'fast-check'
import { expect, test } from 'vitest'
import { costOf } from '../../../shared/pricing/rate.ts'
import { live } from '../../kit/life.ts'

const rate = 45_000
const plain = {
  credits: 100_000_000,
  rate,
  startFee: 0,
  costMax: null,
  ttlSeconds: 86_400,
  beginsAt: 1,
  renewedAt: [],
  endsAt: 60,
}

const lives = fc.record({
  credits: fc.integer({ min: 10_000_000, max: 1_000_000_000 }),
  rate: fc.integer({ min: 0, max: 20_000_000 }),
  startFee: fc.integer({ min: 0, max: 1_000 }),
  costMax: fc.integer({ min: 7_000, max: 5_000_000 }),
  ttlSeconds: fc.integer({ min: 60, max: 7_200 }),
  beginsAt: fc.integer({ min: 0, max: 50_000 }).map((ms) => ms / 1_000),
  renewedAt: fc
    .array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 20 })
    .map((steps) => steps.map((ms) => ms / 1_000)),
  endsAt: fc.integer({ min: 0, max: 10_000_000 }).map((ms) => ms / 1_000),
})

test('no session costs more than its ceiling, however and whenever it is renewed', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ renewedAt: steps, endsAt, ...life }) => {
      let now = life.beginsAt
      const renewedAt = steps.map((step) => {
        now += step
        return now
      })
      const { bill, balance, meter } = await live({ ...life, renewedAt, endsAt: now + endsAt })
      expect(bill.charged).toBeLessThanOrEqual(life.costMax)
      expect(bill.charged).toBe(costOf(bill.billedSeconds, life.rate, life.startFee))
      expect((meter?.settled ?? 0) + (meter?.held ?? 0)).toBeLessThanOrEqual(life.costMax)
      expect(balance).toMatchObject({
        available: life.credits - bill.charged,
        held: 0,
        spent: bill.charged,
      })
    }),
    { numRuns: 500 },
  )
})

test('a session that is renewed in time uses its ceiling to the last second it pays for', async () => {
  const costMax = costOf(1_000, rate) + 12
  const renewedAt = Array.from({ length: 30 }, (_, minute) => 1 + minute * 60)
  const { bill } = await live({ ...plain, costMax, renewedAt, endsAt: 5_000 })
  expect(bill).toMatchObject({ billedSeconds: 1_000, charged: costOf(1_000, rate) })
})

test('a start fee is held, and settled once, with the first of what was used', async () => {
  const renewedAt = [200, 400, 600]
  const { bill, balance } = await live({ ...plain, startFee: 777, renewedAt, endsAt: 701 })
  expect(bill).toMatchObject({ billedSeconds: 700, charged: 777 + costOf(700, rate) })
  expect(balance).toMatchObject({ held: 0, spent: bill.charged })
})

test('what costs nothing runs without a hold', async () => {
  const { bill, balance } = await live({ ...plain, credits: 1, rate: 0, renewedAt: [200] })
  expect(bill).toMatchObject({ billedSeconds: 59, charged: 0 })
  expect(balance).toMatchObject({ available: 1, held: 0, spent: 0 })
})

test('a ceiling that does not pay for the first second starts nothing', async () => {
  await expect(live({ ...plain, costMax: 12 })).rejects.toMatchObject({ code: 'invalid_request' })
})
