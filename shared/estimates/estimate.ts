import type * as z from 'zod'
import type { Prospect as ProspectOnTheWire } from '../contract/estimates.ts'
import type { ProviderName } from '../contract/session.ts'
import type { Micros } from '../ledger/entry.ts'
import { epochMs, type Instant, instant } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { secondsWithin } from '../pricing/ceiling.ts'
import type { PriceList } from '../pricing/list.ts'
import { pricedShape, type Shape } from '../pricing/prices.ts'
import { costOf, type Rate } from '../pricing/rate.ts'
import type { Quote } from '../quotes/quote.ts'
import { choose, type Grounds } from '../sessions/choose.ts'
import { type Duration, durationOf } from './duration.ts'
import type { Past } from './pasts.ts'

export type Prospect = z.output<typeof ProspectOnTheWire>

/** What is known when a session is estimated. */
export interface Situation extends Grounds {
  readonly accountId: string
  readonly available: Micros
  readonly prices: PriceList
  readonly pasts: readonly Past[]
  readonly at: Instant
}

/** A session that may come to be: where it would run, at what price, how long, and never longer than what. */
export interface Estimate {
  readonly prospect: Prospect
  readonly provider: ProviderName
  readonly shape: Shape
  readonly rate: Rate
  readonly ttlMinutes: number
  readonly secondsMax: number
  readonly duration: Duration
}

export function estimate(prospect: Prospect, situation: Situation): Estimate {
  const { provider, rate } = choose(prospect, situation)
  const shape = pricedShape(prospect.resources)
  const stated = prospect.duration_minutes ?? prospect.expected_duration_minutes ?? null
  const ttlMinutes = prospect.ttl_minutes ?? Math.max(limits.sessionTtlMinutesDefault, stated ?? 0)
  const { max_cost: costMax = limits.sessionCostMicrosMax, max_duration_minutes: minutesMax } =
    prospect
  const secondsMax = Math.min(
    ttlMinutes * 60,
    (minutesMax ?? ttlMinutes) * 60,
    secondsWithin(costMax, rate),
  )
  const duration = durationOf(
    { template: prospect.template, statedSeconds: stated && stated * 60, secondsMax },
    situation.pasts,
  )
  return { prospect, provider, shape, rate, ttlMinutes, secondsMax, duration }
}

export const costAt = ({ rate }: Pick<Estimate, 'rate'>, seconds: number): Micros =>
  costOf(seconds, rate.microsPerHour, rate.startFeeMicros)

/** The price of an estimate, to be kept for as long as a quote is good. */
export const quoteOf = (
  { prospect, provider, rate }: Estimate,
  { accountId, prices, at }: Situation,
  id: string,
): Quote => ({
  id,
  account_id: accountId,
  provider,
  resources: prospect.resources,
  rate_micros_per_hour: rate.microsPerHour,
  start_fee_micros: rate.startFeeMicros,
  price_version: prices.version,
  // To the second, as tokens have it.
  expires_at: instant((Math.floor(epochMs(at) / 1_000) + limits.quoteSeconds) * 1_000),
})
