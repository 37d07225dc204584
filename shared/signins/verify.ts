import { read } from '../firestore/collection.ts'
import { callerOf } from '../passports/caller.ts'
import { type Holder, heldBy, type Sources } from '../passports/holder.ts'
import type { Verify } from '../passports/verify.ts'
import type { Clock } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { keptFor } from '../platform/kept.ts'
import { limits } from '../platform/limits.ts'
import { isGood, signins } from './signin.ts'
import { type Access, isAccessToken, readAccess, type TokenKeys } from './tokens.ts'

/** Who has signed in, by their access token; `unauthenticated` where that is not good or the sign-in is over. */
export type SignedIn = (token: string) => Promise<Holder>

/**
 * As with passports, what was found of a sign-in is kept for `passportCacheSeconds`: its end, and a change of its user's
 * role, are felt everywhere within that time.
 */
export function signedInCheck(from: Sources, clock: Clock, keys: TokenKeys): SignedIn {
  type Found = Awaited<ReturnType<typeof find>>
  const known = keptFor<string, Found>(limits.passportCacheSeconds, clock)

  async function find({ signinId, accountId, userId }: Access) {
    const [signin, holder] = await Promise.all([
      read(from.db, signins, signinId),
      heldBy(from, accountId, userId),
    ])
    return { signin, holder }
  }

  return async (token) => {
    const access = await readAccess(keys, token, clock)
    const name = `${access.signinId} ${access.accountId}`
    const { signin, holder } = await known(name, () => find(access))
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
