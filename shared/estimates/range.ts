/** How long sessions like these run, in seconds: where the next of them is expected to end. */
export interface Range {
  readonly low: number
  readonly expected: number
  readonly high: number
}

/** The mean of past durations, and a range that holds the next one 19 times in 20 at the least. */
export function rangeOf(durations: readonly number[]): Range {
  const foreseen = durations.length < manyEnough ? foreseeable(durations) : []
  return {
    low: Math.floor(Math.min(...durations, ...foreseen)) - jitterSeconds,
    expected: Math.ceil(mean(durations)),
    high: Math.ceil(Math.max(...durations, ...foreseen)) + jitterSeconds,
  }
}

/** The next of n alike lies between the least and the greatest n - 1 times in n + 1, however they spread. */
const manyEnough = 100

/** Even sessions that do the same end a second or two apart. */
const jitterSeconds = 2

/**
 * How far a few leave room for others. Durations spread by factors more than by seconds, so it is the
 * spread of their logarithms: a prediction interval at 99 %, wider the fewer there are.
 */
function foreseeable(durations: readonly number[]): readonly number[] {
  const logarithms = durations.map(Math.log)
  const centre = mean(logarithms)
  const variance =
    logarithms.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (durations.length - 1)
  const reach = quantile(durations.length) * Math.sqrt(variance * (1 + 1 / durations.length))
  return [Math.exp(centre - reach), Math.exp(centre + reach)]
}

/** Student's t at 99 %, two-sided, from above: 4.6 for five values, 2.6 for very many. */
const quantile = (count: number) => 2.6 + 8 / (count - 1)

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
