import { type ProviderName, providers } from '../contract/session.ts'
import type { Backend } from '../contract/topics.ts'
import { Fault } from '../platform/faults.ts'
import { shapeOf } from '../pools/pool.ts'
import type { Prices } from '../pricing/list.ts'
import { pricedShape, rateOf } from '../pricing/prices.ts'
import type { Rate } from '../pricing/rate.ts'
import { isLong, lacks, type Needs } from './needs.ts'

/** Which backend runs a provider's sessions here. A provider with none is refused, never pretended. */
export type Placement = Readonly<Partial<Record<ProviderName, Backend>>>

/** How `auto` chooses first: `frugal`, or as the product's first version did. */
export const autoPolicies = ['frugal', 'seeds'] as const
export type AutoPolicy = (typeof autoPolicies)[number]

/** What a choice rests on, beside what is wished for. */
export interface Grounds {
  readonly placement: Placement
  readonly autoPolicy: AutoPolicy
  readonly prices: Prices
  /** Where the caller may run sessions; null is anywhere. */
  readonly permitted?: readonly ProviderName[] | null | undefined
  /** Of a quote: it was agreed on already. */
  readonly agreed?: ProviderName | undefined
}

export interface Wish extends Needs {
  readonly provider: ProviderName | 'auto'
  readonly failover?: boolean | undefined
}

/** A provider that could run a session, what runs it there, and its price. */
export interface Candidate {
  readonly provider: ProviderName
  readonly backend: Backend
  readonly rate: Rate
}

export interface Choice extends Candidate {
  /** Where it may go instead when it is refused there: the best first, each on a backend of its own. */
  readonly others: readonly Candidate[]
}

/**
 * The provider that was asked for; of `auto`, the policy's, if it is here and lacks no more of what is wanted than others
 * do, or else the one that lacks least and then costs least. Refused (`unsupported`) where nothing here runs it.
 */
export function choose(wish: Wish, grounds: Grounds): Choice {
  const wanted = wish.provider === 'auto' ? preferred(wish, grounds) : wish.provider
  const ranked = here(grounds, wish)
    .map((it) => ({ it, lacking: lacks(it.provider, it.backend, wish) }))
    .filter(({ it, lacking }) => it.provider === wanted || !lacking.includes('ssh'))
    .map(({ it, lacking }) => ({ ...it, lacking: lacking.length, rate: rateIn(grounds, it, wish) }))
    .toSorted(
      (one, other) =>
        one.lacking - other.lacking ||
        Number(other.provider === wanted) - Number(one.provider === wanted) ||
        one.rate.microsPerHour - other.rate.microsPerHour,
    )
  const chosen = wish.provider === 'auto' ? ranked[0] : ranked.find((it) => it.provider === wanted)
  // One that nothing here runs, or that has no price, says so itself.
  const { provider, backend, rate, lacking } = chosen ?? unranked(wanted, grounds, wish)
  const mayMove = wish.failover ?? wish.provider === 'auto'
  const others = ranked.filter((it) => mayMove && it.backend !== backend && it.lacking <= lacking)
  return { provider, backend, rate, others: onePerBackend(others) }
}

/** The shape of box a session wants, by which one that waits is found. */
export const wantedShape = (
  wish: Wish & Omit<Parameters<typeof shapeOf>[0], 'backend'>,
  grounds: Grounds,
): string => shapeOf({ ...wish, backend: choose(wish, grounds).backend })

export function backendOf(placement: Placement, provider: ProviderName): Backend {
  const backend = placement[provider]
  if (backend) return backend
  throw new Fault(
    'unsupported',
    `this deployment cannot run ${provider} sessions; it can run ${Object.keys(placement).join(', ') || 'none'}`,
  )
}

const preferred = (wish: Wish, { agreed, autoPolicy }: Grounds): ProviderName =>
  agreed ?? policies[autoPolicy](wish)

const policies: Readonly<Record<AutoPolicy, (wish: Needs) => ProviderName>> = {
  /** Workstations are always on and dear, so only a need for SSH sends a session there. */
  frugal: (wish) => {
    if (wish.needs_ssh) return 'workstations'
    return isLong(wish) ? 'gke' : 'cloud_run'
  },
  seeds: (wish) => {
    const { long_lived: isLongLived, ...said } = wish
    if (wish.needs_ssh || isLong({ ...said, long_lived: false })) return 'workstations'
    return isLongLived ? 'gke' : 'cloud_run'
  },
}

/** Those that could run it: with a backend, permitted, and with a price for all of it. */
const here = ({ placement, prices, permitted }: Grounds, { resources }: Wish) =>
  providers.flatMap((provider) => {
    const backend = placement[provider]
    const mayRun = permitted?.includes(provider) ?? true
    const priced = prices.providers[provider]
    const isPriced = resources.gpu ? priced?.gpu_hour : priced
    return backend && mayRun && isPriced ? [{ provider, backend }] : []
  })

const unranked = (provider: ProviderName, grounds: Grounds, wish: Wish) => {
  const backend = backendOf(grounds.placement, provider)
  const lacking = lacks(provider, backend, wish).length
  return { provider, backend, lacking, rate: rateIn(grounds, { provider }, wish) }
}

const rateIn = (
  { prices }: Grounds,
  { provider }: { readonly provider: ProviderName },
  { resources }: Wish,
): Rate => rateOf(prices, provider, pricedShape(resources))

const onePerBackend = (ranked: readonly Candidate[]): readonly Candidate[] =>
  ranked
    .filter(({ backend }, n) => ranked.findIndex((one) => one.backend === backend) === n)
    .map(({ provider, backend, rate }) => ({ provider, backend, rate }))
