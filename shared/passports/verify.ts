import type { Clock } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { keptFor } from '../platform/kept.ts'
import { limits } from '../platform/limits.ts'
import { hashOf } from '../platform/secret.ts'
import { type Caller, callerOf } from './caller.ts'
import { holderOf, type Sources } from './holder.ts'
import { Refusal } from './refusal.ts'

/** Says who holds a key, or throws. `address` is where the request comes from, where that is known. */
export type Verify = (key: string | undefined, address?: string | null) => Promise<Caller>

/**
 * Who holds a key. What was found, or not found, is kept for `passportCacheSeconds`: a revocation is
 * felt everywhere within that time.
 */
export function passportCheck(
  from: Sources,
  clock: Clock,
  /** Told of each use: see `use.ts`. */
  used: (passportId: string, lastUsedAt: string | null) => void,
): Verify {
  type Found = Awaited<ReturnType<typeof holderOf>>
  const known = keptFor<string, Found>(limits.passportCacheSeconds, clock)

  return async function verify(key, address) {
    if (!key) {
      throw new Fault('unauthenticated', 'send a passport as X-API-Key or Authorization: Bearer')
    }
    const found = await known(hashOf(key), () => holderOf(from, key))
    if (!found) throw new Fault('unauthenticated', 'this passport is not known')
    const { holder, isOld } = found
    const shown = holder.lineage.at(-1)
    const at = clock.now()
    if (isOld && !(shown?.old_secret && shown.old_secret.until > at)) {
      throw new Refusal(holder, 'unauthenticated', 'this key was rotated: use the new one')
    }
    const caller = callerOf(holder, at, address ?? null)
    if (shown) used(shown.id, shown.last_used_at)
    return caller
  }
}
