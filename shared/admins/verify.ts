import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import { callerOf } from '../passports/caller.ts'
import type { Clock, Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { keptFor } from '../platform/kept.ts'
import { limits } from '../platform/limits.ts'
import { hashOf, isHashOf } from '../platform/secret.ts'
import { isAccessToken } from '../signins/tokens.ts'
import type { SignedIn } from '../signins/verify.ts'
import { type AdminKey, adminKeys, parseAdminKey } from './key.ts'

/** Who may use the admin face: by a key of it, or signed in as a user whose type is `admin`. */
export interface Admin {
  /** Of the key, or of the user; `bootstrap` is the key that the deployment's settings name. */
  readonly id: string
  readonly name: string
  /** Who has signed in; null of a key, which is nobody's. */
  readonly userId: string | null
}

/**
 * Which administrator shows a key or an access token, or nobody. What was found is kept for `passportCacheSeconds`: a
 * revocation, and that somebody is an administrator no more, are felt everywhere within that time.
 */
export function adminCheck(
  db: Firestore,
  clock: Clock,
  { bootstrapKey, signedIn }: { bootstrapKey: string | null; signedIn: SignedIn },
) {
  const bootstrap = bootstrapKey === null ? null : hashOf(bootstrapKey)
  const known = keptFor<string, AdminKey | undefined>(limits.passportCacheSeconds, clock)

  return async function adminOf(key: string | undefined): Promise<Admin | undefined> {
    if (!key) return undefined
    if (bootstrap && isHashOf(bootstrap, key)) return ofSettings
    if (isAccessToken(key)) return bySignin(key)
    const parts = parseAdminKey(key)
    const found = parts && (await known(parts.id, () => read(db, adminKeys, parts.id)))
    if (!found || found.revoked_at || !isProvenBy(found, parts.secret, clock.now()))
      return undefined
    return { id: found.id, name: found.name, userId: null }
  }

  async function bySignin(token: string): Promise<Admin | undefined> {
    try {
      const holder = await signedIn(token)
      const { userId } = callerOf(holder, clock.now(), null)
      if (holder.user?.user_type !== 'admin') return undefined
      return { id: userId, name: holder.user.name, userId }
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'unauthenticated') return undefined
      throw cause
    }
  }
}

const ofSettings: Admin = { id: 'bootstrap', name: "the deployment's own", userId: null }

function isProvenBy({ secret_hash: hash, old_secret: old }: AdminKey, secret: string, at: Instant) {
  return isHashOf(hash, secret) || (old !== null && at < old.until && isHashOf(old.hash, secret))
}
