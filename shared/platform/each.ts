import type { Log } from './log.ts'

/** Does `work` for each item in turn. One that fails is logged and left for the next time: it starves no other. */
export async function each<T>(
  items: readonly T[],
  { log, what }: { log: Log; what: (item: T) => Readonly<Record<string, unknown>> },
  work: (item: T) => Promise<void>,
): Promise<void> {
  for (const item of items) {
    await work(item).catch((cause: unknown) =>
      log.error('one of many failed', { ...what(item), cause }),
    )
  }
}
