import { LRUCache } from 'lru-cache'
import { type Clock, epochMs } from './clock.ts'

/**
 * Asks again only after so many seconds; who asks meanwhile shares the answer. What could not be found out is not kept:
 * it is asked again by the next.
 */
export function keptFor<K extends string, V>(seconds: number, clock: Clock) {
  const kept = new LRUCache<K, { readonly at: number; readonly answer: Promise<V> }>({
    max: answersMax,
  })
  return (name: K, ask: () => Promise<V>): Promise<V> => {
    const now = epochMs(clock.now())
    const known = kept.get(name)
    if (known && now - known.at < seconds * 1_000) return known.answer
    const asked = { at: now, answer: ask() }
    kept.set(name, asked)
    asked.answer.catch(() => {
      if (kept.peek(name) === asked) kept.delete(name)
    })
    return asked.answer
  }
}

/** Those that were used longest ago are forgotten. */
const answersMax = 10_000
