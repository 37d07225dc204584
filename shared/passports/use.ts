import type { Transact } from '../firestore/transact.ts'
import { type Clock, secondsBetween } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { passports } from './passport.ts'

/**
 * Keeps when each passport was last used: at most one write for it in `passportUseSeconds`, however many requests
 * and processes there are. Nobody waits for it, and one that is lost is made up for by the next.
 */
export function lastUses(
  transact: Transact,
  clock: Clock,
  /** Takes charge of work that goes on behind an answer. */
  behind: (work: Promise<void>) => void,
) {
  const written = new Map<string, string>()
  return (passportId: string, storedAt: string | null): void => {
    const now = clock.now()
    const lastAt = written.get(passportId) ?? storedAt
    if (lastAt && secondsBetween(lastAt, now) < limits.passportUseSeconds) return
    if (written.size >= rememberedMax) written.clear()
    written.set(passportId, now)
    behind(
      transact(passportId, async (tx) => {
        const passport = await tx.get(passports, passportId)
        if (passport) tx.update(passports, passportId, { ...passport, last_used_at: now })
      }),
    )
  }
}

const rememberedMax = 10_000
