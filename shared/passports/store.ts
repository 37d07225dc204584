import type { Firestore } from '@google-cloud/firestore'
import { newest, type Slice } from '../firestore/newest.ts'
import type { Caller } from './caller.ts'
import { governs } from './manage.ts'
import { passports } from './passport.ts'

/** An account's passports, newest first. */
export const listPassports = (db: Firestore, accountId: string, slice: Slice) =>
  newest(passports, db.collection(passports.name).where('account_id', '==', accountId), slice)

/** Those that a caller may look at and take away, newest first. */
export function listManaged(db: Firestore, caller: Caller, slice: Slice) {
  const all = db.collection(passports.name).where('account_id', '==', caller.accountId)
  if (caller.passportId) {
    return newest(passports, all.where('lineage', 'array-contains', caller.passportId), slice)
  }
  const theirs = governs(caller) ? all : all.where('user_id', '==', caller.userId)
  return newest(passports, theirs, slice)
}
