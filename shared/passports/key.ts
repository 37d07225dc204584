import { timingSafeEqual } from 'node:crypto'
import { newSecret, sha256 } from '../platform/ids.ts'
import type { Passport } from './passport.ts'

/** `onm_<passport id>_<secret>`: the id finds the passport in one read, the secret proves it. */
export function newKey(passportId: string): { key: string; secretHash: string } {
  const secret = newSecret()
  return { key: `onm_${passportId}_${secret}`, secretHash: sha256(secret).toString('hex') }
}

export function parseKey(key: string): { passportId: string; secret: string } | undefined {
  const [, passportId, secret] = /^onm_(pp[0-9a-z]{18})_([0-9a-z]{32})$/.exec(key) ?? []
  return passportId && secret ? { passportId, secret } : undefined
}

/** In constant time: how much of a secret is right cannot be measured. */
export const isProvenBy = (passport: Passport, secret: string): boolean =>
  timingSafeEqual(Buffer.from(passport.secret_hash, 'hex'), sha256(secret))
