import { LRUCache } from 'lru-cache'
import { read } from '../firestore/collection.ts'
import { callerOf, type Holder } from '../passports/caller.ts'
import { heldBy, type Sources } from '../passports/holder.ts'
import type { Verify } from '../passports/verify.ts'
import { type Clock, epochMs } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { isGood } from './refresh.ts'
import { signins } from './signin.ts'
import { type Access, isAccessToken, readAccess, type TokenKeys } from './tokens.ts'

/** Who has signed in, by their access token; `unauthenticated` where that is not good or the sign-in is over. */
export type SignedIn = (token: string) => Promise<Holder>

/**
 * As with passports, what was found of a sign-in is kept for `passportCacheSeconds`: its end, and a change of its user's
 * role, are felt everywhere within that time.
 */
export function signedInCheck(from: Sources, clock: Clock, keys: TokenKeys): SignedIn {
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

  return async (token) => {
    const access = await readAccess(keys, token, clock)
    const { signin, holder } = await lookUp(access)
    if (!signin || signin.user_id !== access.userId || !isGood(signin, clock.now())) {
      throw new Fault('unauthenticated', 'this sign-in is over: sign in again')
    }
    return holder
  }
}

/** Lets in whoever shows a passport, or an access token. */
export const signinCheck =
  (signedIn: SignedIn, clock: Clock, passports: Verify): Verify =>
  async (key, address) => {
    if (!key || !isAccessToken(key)) return passports(key, address)
    return callerOf(await signedIn(key), clock.now(), address ?? null)
  }
