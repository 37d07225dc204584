type Subjects = Readonly<Record<string, () => Promise<unknown>>>
type Measured<S extends Subjects> = { [Name in keyof S]: Awaited<ReturnType<S[Name]>>[] }

/**
 * Measures in turns, A B A B …, so that a neighbour's load falls on all alike. The first turn of each
 * is not counted: it meets cold caches.
 */
export async function interleaved<S extends Subjects>(
  rounds: number,
  subjects: S,
): Promise<Measured<S>> {
  const measured = new Map<string, unknown[]>(Object.keys(subjects).map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, measure] of Object.entries(subjects)) {
      const got = await measure()
      if (round > 0) measured.get(name)?.push(got)
    }
  }
  // The keys are those of `subjects`, which the compiler does not see through a map.
  return Object.fromEntries(measured) as Measured<S>
}

/** The same, many at once. */
export const atOnce = <T>(count: number, what: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, what))

/** How long it takes. */
export async function msOf(what: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await what()
  return performance.now() - from
}
