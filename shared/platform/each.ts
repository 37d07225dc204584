import type { Log } from './log.ts'

interface How<T> {
  readonly log: Log
  readonly what: (item: T) => Readonly<Record<string, unknown>>
  /** One after another unless said. */
  readonly atOnce?: number
}

/** Does `work` for each item, in their order. One that fails is logged and left for the next time: it starves no other. */
export async function each<T>(
  items: readonly T[],
  { log, what, atOnce = 1 }: How<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values()
  const worker = async () => {
    for (const item of left) {
      await work(item).catch((cause: unknown) =>
        log.error('one of many failed', { ...what(item), cause }),
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}
