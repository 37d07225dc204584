import { timingSafeEqual } from 'node:crypto'
import type { Firestore } from '@google-cloud/firestore'
import { LRUCache } from 'lru-cache'
import { read } from '../firestore/collection.ts'
import { type Clock, epochMs, type Instant } from '../platform/clock.ts'
import { sha256 } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { type AdminKey, adminKeys, hashOf, parseAdminKey } from './key.ts'

/** Who holds a key of the admin face. */
export interface Admin {
  /** Of the key; `bootstrap` is the one that the deployment's settings name. */
  readonly id: string
  readonly name: string
}

/**
 * Who holds an admin key, or nobody. What was found is kept for `passportCacheSeconds`: a revocation is felt everywhere
 * within that time.
 */
export function adminCheck(db: Firestore, clock: Clock, bootstrapKey: string | null) {
  const bootstrap = bootstrapKey === null ? null : sha256(bootstrapKey)
  const known = new LRUCache<string, { found: AdminKey | undefined; at: number }>({ max: 1_000 })

  async function lookUp(id: string): Promise<AdminKey | undefined> {
    const now = epochMs(clock.now())
    const kept = known.get(id)
    if (kept && now - kept.at < limits.passportCacheSeconds * 1_000) return kept.found
    const found = await read(db, adminKeys, id)
    known.set(id, { found, at: now })
    return found
  }

  return async function adminOf(key: string | undefined): Promise<Admin | undefined> {
    if (!key) return undefined
    if (bootstrap && timingSafeEqual(sha256(key), bootstrap)) return ofSettings
    const parts = parseAdminKey(key)
    const found = parts && (await lookUp(parts.id))
    if (!found || found.revoked_at || !isProvenBy(found, parts.secret, clock.now()))
      return undefined
    return { id: found.id, name: found.name }
  }
}

const ofSettings: Admin = { id: 'bootstrap', name: "the deployment's own" }

function isProvenBy({ secret_hash: hash, old_secret: old }: AdminKey, secret: string, at: Instant) {
  const given = hashOf(secret)
  return isSame(given, hash) || (old !== null && at < old.until && isSame(given, old.hash))
}

/** In constant time: how much of a secret is right cannot be measured. */
const isSame = (one: string, other: string) => timingSafeEqual(Buffer.from(one), Buffer.from(other))
