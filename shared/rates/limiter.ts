import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import type { Rate } from '../accounts/rates.ts'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Transact } from '../firestore/transact.ts'
import { type Clock, epochMs, instant } from '../platform/clock.ts'

/** How many requests of one minute were given away to processes, whether they have been made or not. */
const tallies = collection(
  'rates',
  z.object({ minute: z.int(), drawn: z.int(), expires_at: Timestamp }),
)

/** What a process was given of a minute, and what it has used of that. */
interface Lease {
  readonly minute: number
  readonly given: number
  /** By all processes, as of when this one last asked. */
  readonly drawn: number
  used: number
}

/** Where a caller stands, in the minute that is under way. */
export interface Standing {
  readonly isOver: boolean
  readonly limit: number
  readonly remaining: number
  readonly resetSeconds: number
}

/**
 * Counts the requests of each minute under one rate, over all processes together. A process takes them from Firestore in
 * shares: a thousandth of the rate first, then twice as much each time, up to a tenth. So a busy minute costs each process some
 * ten writes and all of them ten more, and hundreds of processes that hardly ask leave the others theirs. More than the rate
 * is never let through. What one process holds and does not use, another may miss: it refuses a little early, never late.
 */
export function leasedLimiter(transact: Transact, clock: Clock) {
  const leases = new LRUCache<string, Lease>({ max: 10_000 })
  const drawing = new Map<string, Promise<Lease>>()

  return async function take({ id, perMinute }: Rate): Promise<Standing> {
    for (;;) {
      const now = epochMs(clock.now())
      const kept = leases.get(id)
      const lease = kept && isOpen(kept, now) ? kept : await drawn({ id, perMinute })
      const isOver = lease.given === 0
      // Others that waited for the same draw may have used it up.
      if (!isOver && lease.used >= lease.given) continue
      if (!isOver) lease.used += 1
      const remaining = Math.max(0, perMinute - lease.drawn + lease.given - lease.used)
      const resetSeconds = Math.ceil((minuteMs - (now % minuteMs)) / 1_000)
      return { isOver, limit: perMinute, remaining: isOver ? 0 : remaining, resetSeconds }
    }
  }

  /** All that ask at once wait for one draw. */
  function drawn(rate: Rate): Promise<Lease> {
    const under = drawing.get(rate.id)
    if (under) return under
    const draws = draw(rate).finally(() => drawing.delete(rate.id))
    drawing.set(rate.id, draws)
    return draws
  }

  async function draw({ id, perMinute }: Rate): Promise<Lease> {
    const minute = minuteOf(epochMs(clock.now()))
    const last = leases.get(id)
    const share =
      last?.minute === minute
        ? Math.min(2 * last.given, Math.ceil(perMinute / 10))
        : Math.ceil(perMinute / 1_000)
    const lease = await transact(`rates-${id}`, async (tx) => {
      const tally = await tx.get(tallies, id)
      const before = tally?.minute === minute ? tally.drawn : 0
      const given = Math.max(0, Math.min(share, perMinute - before))
      const drawn = before + given
      const expiresAt = instant((minute + 60) * minuteMs)
      if (given > 0) tx.update(tallies, id, { minute, drawn, expires_at: expiresAt })
      return { minute, given, drawn, used: 0 }
    })
    leases.set(id, lease)
    return lease
  }
}

/** Whether it says all there is to know: it has some left, or nobody has. */
const isOpen = ({ minute, given, used }: Lease, now: number) =>
  minute === minuteOf(now) && (given === 0 || used < given)

const minuteOf = (ms: number) => Math.floor(ms / minuteMs)
const minuteMs = 60_000
