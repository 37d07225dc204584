import type { Rate } from '../accounts/rates.ts'
import type { Transact } from '../firestore/transact.ts'
import type { Clock } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { leasedLimiter, type Standing } from './limiter.ts'

/** Counts a request against each of these rates, or throws `too_many_requests`. Answers where the scarcest stands. */
export type TakeTurn = (rates: readonly Rate[]) => Promise<Standing | null>

/** Requests are counted over all processes together: see `leasedLimiter`. */
export function turnstile(transact: Transact, clock: Clock): TakeTurn {
  const take = leasedLimiter(transact, clock)
  return async (rates) => {
    let scarcest: Standing | null = null
    for (const rate of rates) {
      const standing = await take(rate)
      if (standing.isOver) throw tooMany(standing)
      if (!scarcest || standing.remaining < scarcest.remaining) scarcest = standing
    }
    return scarcest
  }
}

const tooMany = ({ limit, resetSeconds }: Standing) =>
  new Fault('too_many_requests', `${limit} a minute are let through: again in ${resetSeconds} s`, {
    facts: { limit, retry_after_seconds: resetSeconds },
  })
