import { LRUCache } from 'lru-cache'
import { read } from '../firestore/collection.ts'
import { type Caller, callerOf } from '../passports/caller.ts'
import { heldBy, type Sources } from '../passports/holder.ts'
import type { Verify } from '../passports/verify.ts'
import { type Clock, epochMs } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { isGood } from './refresh.ts'
import { signins } from './signin.ts'
import { type Access, isAccessToken, readAccess, type TokenKeys } from './tokens.ts'

/**
 * Lets in whoever shows a passport, or an access token. As with passports, what was found of a sign-in is kept for
 * `passportCacheSeconds`: its end, and a change of its user's role, are felt everywhere within that time.
 */
export function signinCheck(
  from: Sources,
  clock: Clock,
  keys: TokenKeys,
  passports: Verify,
): Verify {
  const known = new LRUCache<string, { found: ReturnType<typeof find>; at: number }>({
    max: 10_000,
  })

  async function find({ signinId, accountId, userId }: Access) {
    const [signin, holder] = await Promise.all([
      read(from.db, signins, signinId),
      heldBy(from, accountId, userId),
    ])
    return { signin, holder }
  }

  function lookUp(access: Access) {
    const name = `${access.signinId} ${access.accountId}`
    const now = epochMs(clock.now())
    const kept = known.get(name)
    if (kept && now - kept.at < limits.passportCacheSeconds * 1_000) return kept.found
    const found = find(access)
    known.set(name, { found, at: now })
    // What could not be read is not known: it is asked again.
    found.catch(() => known.delete(name))
    return found
  }

  return async (key, address): Promise<Caller> => {
    if (!key || !isAccessToken(key)) return passports(key, address)
    const access = await readAccess(keys, key, clock)
    const { signin, holder } = await lookUp(access)
    const at = clock.now()
    if (!signin || signin.user_id !== access.userId || !isGood(signin, at)) {
      throw new Fault('unauthenticated', 'this sign-in is over: sign in again')
    }
    return callerOf(holder, at, address ?? null)
  }
}
