import type { Firestore } from '@google-cloud/firestore'
import { LRUCache } from 'lru-cache'
import type { Scope } from '../contract/route.ts'
import { read } from '../firestore/collection.ts'
import { type Clock, epochMs } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { sha256 } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { isProvenBy, parseKey } from './key.ts'
import { type Passport, passports } from './passport.ts'

export interface Caller {
  readonly accountId: string
  readonly userId: string
  readonly passportId: string
  readonly scopes: readonly Scope[]
}

/**
 * Who holds a key. What was found, or not found, is kept for `passportCacheSeconds`: a revocation is
 * felt everywhere within that time.
 */
export function passportCheck(db: Firestore, clock: Clock) {
  const known = new LRUCache<string, { passport: Passport | undefined; at: number }>({
    max: 10_000,
  })

  async function lookUp(key: string): Promise<Passport | undefined> {
    const fingerprint = sha256(key).toString('base64')
    const now = epochMs(clock.now())
    const kept = known.get(fingerprint)
    if (kept && now - kept.at < limits.passportCacheSeconds * 1_000) return kept.passport
    const passport = await proven(db, key)
    known.set(fingerprint, { passport, at: now })
    return passport
  }

  return async function verify(key: string | undefined): Promise<Caller> {
    if (!key) {
      throw new Fault('unauthenticated', 'send a passport as X-API-Key or Authorization: Bearer')
    }
    const passport = await lookUp(key)
    if (!passport) throw new Fault('unauthenticated', 'this passport is not known')
    if (passport.revoked_at) throw new Fault('unauthenticated', 'this passport was revoked')
    if (passport.expires_at && passport.expires_at <= clock.now()) {
      throw new Fault('unauthenticated', `this passport expired at ${passport.expires_at}`)
    }
    return {
      accountId: passport.account_id,
      userId: passport.user_id,
      passportId: passport.id,
      scopes: passport.scopes,
    }
  }
}

async function proven(db: Firestore, key: string): Promise<Passport | undefined> {
  const parts = parseKey(key)
  const passport = parts && (await read(db, passports, parts.passportId))
  return passport && isProvenBy(passport, parts.secret) ? passport : undefined
}
