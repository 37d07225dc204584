import type { bases } from '../contract/estimates.ts'
import { limits } from '../platform/limits.ts'
import type { Past } from './pasts.ts'
import { type Range, rangeOf } from './range.ts'

export interface Duration extends Range {
  readonly basis: (typeof bases)[number]
  /** `expected` is what the caller said. */
  readonly isStated: boolean
  /** How many past sessions it rests on. */
  readonly sessions: number
  /** 0 to 1: how far `expected` is to be trusted. */
  readonly confidence: number
}

interface Wish {
  readonly template: Past['template']
  /** What the caller says, if anything. */
  readonly statedSeconds: number | null
  /** No session like this can be longer. */
  readonly secondsMax: number
}

/**
 * How long a session will run: as the account's sessions of its template did, or, where there are too few,
 * as all of the account's; or as its caller says; or, knowing nothing, up to its limits.
 */
export function durationOf(wish: Wish, pasts: readonly Past[]): Duration {
  const stated = wish.statedSeconds && Math.min(wish.statedSeconds, wish.secondsMax)
  const alike = pasts.filter(({ template }) => template === wish.template)
  const past = pastDuration('template', alike, wish) ?? pastDuration('account', pasts, wish) ?? null
  if (past && stated) return withStated(past, stated)
  if (past) return past
  const anything = { low: 1, high: wish.secondsMax, sessions: 0, isStated: stated !== null }
  return stated
    ? { ...anything, expected: stated, basis: 'stated', confidence: 0.3 }
    : { ...anything, expected: wish.secondsMax, basis: 'limits', confidence: 0.1 }
}

function pastDuration(
  basis: 'template' | 'account',
  pasts: readonly Past[],
  { secondsMax }: Wish,
): Duration | undefined {
  if (pasts.length < limits.estimatePastsMin) return undefined
  // What a limit ended would run on until this one's.
  const range = rangeOf(pasts.map(({ seconds, isCut }) => (isCut ? secondsMax : seconds)))
  const within = (seconds: number) => Math.max(1, Math.min(seconds, secondsMax))
  return {
    low: within(range.low),
    expected: within(range.expected),
    high: within(range.high),
    basis,
    isStated: false,
    sessions: pasts.length,
    confidence: rounded(trust[basis] * (pasts.length / (pasts.length + 5))),
  }
}

/** A caller may know better; when what they say was never seen, neither is trusted much. */
function withStated(past: Duration, stated: number): Duration {
  const isUsual = past.low <= stated && stated <= past.high
  return {
    ...past,
    low: Math.min(past.low, stated),
    expected: stated,
    isStated: true,
    high: Math.max(past.high, stated),
    confidence: isUsual ? past.confidence : rounded(past.confidence / 2),
  }
}

/** Sessions of other templates say less. */
const trust = { template: 1, account: 0.7 }

const rounded = (share: number) => Math.round(share * 100) / 100
