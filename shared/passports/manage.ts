import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import { Fault } from '../platform/faults.ts'
import type { Caller } from './caller.ts'
import { type Passport, passports } from './passport.ts'

/**
 * A passport that a caller may look at and take away: with a passport, that itself and those made from it; signed in,
 * one's own, and as an owner or admin all of the account. Any other is not there.
 */
export async function findManaged(db: Firestore, caller: Caller, id: string): Promise<Passport> {
  const passport = await readPassport(db, id)
  if (isManagedBy(passport, caller)) return passport
  throw missing(id)
}

export async function readPassport(db: Firestore, id: string): Promise<Passport> {
  const passport = await read(db, passports, id)
  if (passport) return passport
  throw missing(id)
}

const missing = (id: string) => new Fault('not_found', `no passport ${id}`)

function isManagedBy(passport: Passport, caller: Caller): boolean {
  if (passport.account_id !== caller.accountId) return false
  if (caller.passportId) return passport.lineage.includes(caller.passportId)
  return passport.user_id === caller.userId || governs(caller)
}

export const governs = ({ role }: Caller) => role === 'owner' || role === 'admin'

/** Nobody gets, by way of another's passport, what they may not do themselves: a new secret, or a passport let in again. */
export function mustCover(caller: Caller, passport: Passport): void {
  const more = passport.scopes.filter((scope) => !caller.scopes.includes(scope))
  if (more.length === 0) return
  throw new Fault('not_allowed', `this passport may do what you may not: ${more.join(', ')}`)
}

/** Of itself, a passport changes what it is called, and not what it may do. */
export function mustBeChangeable(caller: Caller, passport: Passport, wish: object): void {
  const harmless = new Set(['name', 'description', 'tags'])
  const isHarmless = Object.keys(wish).every((field) => harmless.has(field))
  if (caller.passportId === passport.id && !isHarmless) {
    const who = 'ask whoever issued it, or use the one it was made from'
    throw new Fault('not_allowed', `a passport does not change what it may do itself: ${who}`)
  }
  if (!isHarmless) mustCover(caller, passport)
}
