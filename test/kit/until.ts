import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until something holds: long on a machine that is busy, and not at all where it holds already. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const late = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > late) throw new Error(`it did not come true in ${withinMs} ms`)
    await sleep(20)
  }
}
