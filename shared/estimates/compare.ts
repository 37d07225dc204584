import { money } from '../contract/money.ts'

/** Estimates side by side: the one that is expected to cost least, and how much more each other does. */
export function compared<E extends { readonly expected: { readonly micros: number } }>(
  estimates: readonly E[],
) {
  const costs = estimates.map(({ expected }) => expected.micros)
  const least = Math.min(...costs)
  const cheapest = costs.indexOf(least)
  return {
    cheapest,
    estimates: estimates.map((it, index) => ({
      ...it,
      is_cheapest: index === cheapest,
      more_than_cheapest: money(it.expected.micros - least),
    })),
  }
}
