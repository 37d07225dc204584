import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore'
import type { Mark } from '../platform/mark.ts'
import type { Caller } from './caller.ts'
import { governs } from './manage.ts'
import { type Passport, passports } from './passport.ts'

interface Slice {
  readonly limit: number
  readonly after: Mark | null
}

/** An account's passports, newest first. */
export const listPassports = (db: Firestore, accountId: string, slice: Slice) =>
  listed(db.collection(passports.name).where('account_id', '==', accountId), slice)

/** Those that a caller may look at and take away, newest first. */
export function listManaged(db: Firestore, caller: Caller, slice: Slice) {
  const all = db.collection(passports.name).where('account_id', '==', caller.accountId)
  if (caller.passportId) {
    return listed(all.where('lineage', 'array-contains', caller.passportId), slice)
  }
  return listed(governs(caller) ? all : all.where('user_id', '==', caller.userId), slice)
}

async function listed(query: Query, { limit, after }: Slice): Promise<readonly Passport[]> {
  const newest = query.orderBy('created_at', 'desc').orderBy(FieldPath.documentId(), 'desc')
  const from = after ? newest.startAfter(after.at, after.id) : newest
  const { docs } = await from.limit(limit).get()
  return docs.map((document) => passports.schema.parse(document.data()))
}
