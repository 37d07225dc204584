import { expect, test } from 'vitest'
import { Prospect } from '../../../shared/contract/estimates.ts'
import { costAt, estimate, quoteOf } from '../../../shared/estimates/estimate.ts'
import type { Past } from '../../../shared/estimates/pasts.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { costOf } from '../../../shared/pricing/rate.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import type { Quote } from '../../../shared/quotes/quote.ts'
import { live } from '../../kit/life.ts'

const ttlSeconds = 5_400

/** Seconds until its user stops a session, had they all the time they want. */
type Wanted = (chance: () => number, turn: number) => number

/** And the most of what is possible that the later ranges may take: one that holds everything says nothing. */
const habits: readonly [string, Wanted, number][] = [
  ['mostly ten minutes, now and then hours', (chance) => 600 * Math.exp(normal(chance)), 1],
  [
    'a minute or an hour, nothing between',
    (chance) => (chance() < 0.7 ? 60 : 3_600) * Math.exp(0.1 * normal(chance)),
    0.95,
  ],
  ['anything up to two hours', (chance) => 1 + chance() * 7_199, 1],
  ['the same job each time', () => 300, 0.002],
  ['a job of seconds', (chance) => 1 + chance() * 4, 0.002],
  ['forgotten every third time', (chance) => (chance() < 1 / 3 ? 1e9 : 120 + chance() * 600), 0.99],
  ['longer and longer', (chance, turn) => (300 + turn * 6) * Math.exp(0.3 * normal(chance)), 0.6],
]

test.each(habits)(
  'of 200 sessions (%s) at least 190 receipts are between low and high, and none is dearer than its quote',
  async (_, wanted, share) => {
    const chance = chances(7)
    const pasts: Past[] = []
    const widths: number[] = []
    let inside = 0
    for (let turn = 0; turn < 200; turn++) {
      const it = estimate(prospect, { ...situation, pasts: pasts.slice(-limits.estimatePastsMax) })
      const quote = quoteOf(it, situation, `quo${turn}`)
      const { bill } = await lived(quote, wanted(chance, turn), chance() * 30)
      const [low, high] = [costAt(it, it.duration.low), costAt(it, it.duration.high)]
      if (low <= bill.charged && bill.charged <= high) inside += 1
      if (turn >= 120) widths.push((it.duration.high - it.duration.low) / ttlSeconds)
      const { rate_micros_per_hour: rate, start_fee_micros: fee } = quote
      expect(bill.charged).toBeLessThanOrEqual(costOf(bill.billedSeconds, rate, fee))
      const isCut = bill.billedSeconds >= ttlSeconds - 30
      pasts.push({ template: prospect.template, seconds: bill.billedSeconds, isCut })
    }
    expect(inside).toBeGreaterThanOrEqual(190)
    expect(Math.max(...widths)).toBeLessThanOrEqual(share)
  },
)

const prospect = Prospect.parse({ provider: 'local', ttl_minutes: ttlSeconds / 60 })
const situation = {
  accountId: 'a',
  available: 100_000_000,
  placement: { local: 'local' },
  autoPolicy: 'frugal',
  prices: shipped,
  pasts: [],
  at: '2026-06-01T12:00:00.000Z',
} as const

/** In the real books: swept each minute, and stopped when its user has had enough. */
async function lived(quote: Quote, seconds: number, beginsAt: number) {
  const endsAt = Math.min(beginsAt + seconds, ttlSeconds)
  const minutes = Array.from({ length: Math.floor(endsAt / 60) }, (_, minute) => (minute + 1) * 60)
  return live({
    credits: situation.available,
    rate: quote.rate_micros_per_hour,
    startFee: quote.start_fee_micros,
    costMax: prospect.max_cost ?? null,
    ttlSeconds,
    beginsAt,
    renewedAt: minutes.filter((at) => at > beginsAt),
    endsAt,
  })
}

/** mulberry32: the same sessions in every run. */
function chances(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const normal = (chance: () => number) =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
