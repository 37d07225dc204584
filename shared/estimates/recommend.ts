import { display } from '../contract/money.ts'
import { providers } from '../contract/session.ts'
import type { Micros } from '../ledger/entry.ts'
import { rateOf } from '../pricing/prices.ts'
import { lacks } from '../sessions/needs.ts'
import { costAt, type Estimate, type Situation } from './estimate.ts'

export interface Recommendation {
  readonly kind: 'provider' | 'shorter_ttl'
  readonly detail: string
  readonly change: Readonly<Record<string, unknown>>
  readonly saving: Micros
  readonly savingOf: 'expected' | 'worst_case'
}

/**
 * What would make it cheaper, each with what it saves. A smaller shape is not among them while sessions do
 * not report what they use, nor an idle limit while none can be asked for: that would be a guess.
 */
export const recommend = (it: Estimate, situation: Situation): readonly Recommendation[] => [
  ...cheaperProvider(it, situation),
  ...shorterTtl(it),
]

/** The cheapest other provider that is here and has what was asked for. */
function cheaperProvider(it: Estimate, { placement, prices }: Situation): Recommendation[] {
  const seconds = it.duration.expected
  const now = costAt(it, seconds)
  const [cheapest] = providers
    .filter((name) => {
      const backend = placement[name]
      return backend && prices.providers[name] && lacks(name, backend, it.prospect).length === 0
    })
    .map((name) => ({ name, micros: costAt({ rate: rateOf(prices, name, it.shape) }, seconds) }))
    .toSorted((one, other) => one.micros - other.micros)
  if (!cheapest || cheapest.micros >= now) return []
  const saving = now - cheapest.micros
  const detail = `${cheapest.name} costs ${display(saving)} credits less than ${it.provider} for the same`
  const change = { provider: cheapest.name }
  return [{ kind: 'provider', detail, change, saving, savingOf: 'expected' }]
}

/** Sessions like it are over long before its time to live is: less time is less to lose when it is forgotten. */
function shorterTtl(it: Estimate): Recommendation[] {
  const { basis, sessions, high } = it.duration
  const minutes = Math.ceil(high / 60)
  if (basis === 'stated' || basis === 'limits' || minutes * 2 > it.ttlMinutes) return []
  const saving = costAt(it, it.secondsMax) - costAt(it, Math.min(minutes * 60, it.secondsMax))
  if (saving <= 0) return []
  const detail = `none of ${sessions} sessions like it is expected past ${minutes} min; left running, it would cost ${display(saving)} credits less`
  const change = { ttl_minutes: minutes }
  return [{ kind: 'shorter_ttl', detail, change, saving, savingOf: 'worst_case' }]
}
