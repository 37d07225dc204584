import { LRUCache } from 'lru-cache'
import { limits } from '../platform/limits.ts'

/**
 * Says how many refusals a record of this one would stand for, or 0 where it is left to a later one. Whoever is refused for
 * the same reason again and again, and strangers however many, cannot make us write without end.
 */
export function refusalCounter() {
  const last = new LRUCache<string, { at: number; unsaid: number }>({ max: 10_000 })
  const strangers = { from: Number.NEGATIVE_INFINITY, recorded: 0, unsaid: 0 }

  return {
    count(same: readonly unknown[], isStranger: boolean, now: number): number {
      const key = JSON.stringify(same)
      const before = last.get(key)
      if (before && now - before.at < windowMs) {
        before.unsaid += 1
        return 0
      }
      if (isStranger && !isAmongTheFirst(now)) return 0
      last.set(key, { at: now, unsaid: 0 })
      return 1 + (before?.unsaid ?? 0) + (isStranger ? takeUnsaid() : 0)
    },
  }

  function isAmongTheFirst(now: number): boolean {
    if (now - strangers.from >= windowMs) Object.assign(strangers, { from: now, recorded: 0 })
    if (strangers.recorded < limits.auditStrangersMax) {
      strangers.recorded += 1
      return true
    }
    strangers.unsaid += 1
    return false
  }

  function takeUnsaid(): number {
    const { unsaid } = strangers
    strangers.unsaid = 0
    return unsaid
  }
}

const windowMs = limits.auditRefusalSeconds * 1_000
