import { readFileSync } from 'node:fs'
import { neighbours, upholders } from './neighbours.ts'

/** What the kernel counts CPU time in, for all of user space. */
export const ticksPerSecond = 100

/**
 * The CPU time of every process of the box but this one: of those that live, and of those that they, or this one, or the
 * box's first process, have seen to their end. What an orphan used is lost when it ends, so this may go back.
 * Only where the box is a pid namespace: elsewhere it would be the whole machine's.
 */
export function ticksUsed(): number {
  const ended = upholders().flatMap((pid) => timesOf(pid).slice(2))
  return sum(ended) + sum(neighbours().flatMap(timesOf))
}

/** Of itself in user and system mode, then the same of its children that have ended. */
function timesOf(pid: number): readonly number[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything, parentheses too.
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(timesAfterName, timesAfterName + 4)
      .map(Number)
  } catch {
    return []
  }
}

const timesAfterName = 11

const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0)
