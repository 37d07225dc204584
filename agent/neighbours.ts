import { readdirSync } from 'node:fs'

/**
 * Signals every process of the box except its first and this one.
 * Only where the box is a pid namespace and this is a child of its first process: elsewhere it would be the whole machine.
 */
export function signalNeighbours(signal: NodeJS.Signals): void {
  if (process.ppid !== 1) throw new Error('not inside a box')
  try {
    process.kill(-1, signal)
  } catch {
    // There was no one.
  }
}

/** Every process of the box but those: the session's own. */
export const neighbours = (): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid)

/** The box's first process and this one, which may be the same. */
export const upholders = (): readonly number[] => [...new Set([1, process.pid])]
