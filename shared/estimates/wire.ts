import type * as z from 'zod'
import type { Estimate as EstimateOnTheWire } from '../contract/estimates.ts'
import { money } from '../contract/money.ts'
import { limits } from '../platform/limits.ts'
import { itemsOf } from '../pricing/items.ts'
import { pricesOf } from '../pricing/list.ts'
import { secondsFor } from '../pricing/rate.ts'
import type { Quote } from '../quotes/quote.ts'
import type { Duration } from './duration.ts'
import { costAt, type Estimate, type Situation } from './estimate.ts'
import { recommend } from './recommend.ts'

/** An estimate as its asker sees it. */
export function onTheWire(
  it: Estimate,
  situation: Situation,
  quote: { token: string; expiresAt: Quote['expires_at'] },
): z.output<typeof EstimateOnTheWire> {
  const { duration, rate } = it
  const { available, prices } = situation
  const outlook = (seconds: number) => ({ ...money(costAt(it, seconds)), seconds })
  const expected = outlook(duration.expected)
  const firstSeconds = Math.min(limits.leaseSeconds, it.secondsMax)
  return {
    provider: it.provider,
    low: outlook(duration.low),
    expected,
    high: outlook(duration.high),
    confidence: duration.confidence,
    basis: {
      kind: duration.basis,
      sessions: duration.sessions,
      detail: explanations[duration.basis](duration),
    },
    items: itemsOf(pricesOf(prices, it.provider), it.shape, {
      ...expected,
      startFeeMicros: rate.startFeeMicros,
    }).map(({ item, quantity, unit, unitNanos, micros }) => ({
      item,
      quantity,
      unit,
      unit_nanos: unitNanos,
      ...money(micros),
    })),
    rate_per_hour: money(rate.microsPerHour),
    start_fee: money(rate.startFeeMicros),
    price_version: prices.version,
    ceiling: money(costAt(it, it.secondsMax)),
    first_hold: money(costAt(it, firstSeconds)),
    balance: money(available),
    balance_after: money(available - expected.micros),
    hours_balance_lasts: hoursLasting(it, available),
    quote: { token: quote.token, expires_at: quote.expiresAt },
    recommendations: recommend(it, situation).map(({ saving, savingOf, change, ...rest }) => ({
      ...rest,
      change: { ...change },
      saving: money(saving),
      saving_of: savingOf,
    })),
  }
}

const hoursLasting = ({ rate }: Estimate, available: number) =>
  rate.microsPerHour === 0
    ? null
    : (secondsFor(available, rate.microsPerHour, rate.startFeeMicros) / 3_600).toFixed(4)

const explanations: Readonly<Record<Duration['basis'], (duration: Duration) => string>> = {
  template: (duration) => pastDetail(duration, 'this template'),
  account: (duration) => pastDetail(duration, 'any template'),
  stated: () => 'the duration you gave; too few past sessions to know better',
  limits: () => 'its time to live and its ceiling; too few past sessions to know better',
}

const pastDetail = ({ sessions, isStated }: Duration, what: string) =>
  `how long your ${sessions} newest sessions of ${what} ran${isStated ? ', and the duration you gave' : ''}`
