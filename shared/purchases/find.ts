import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import { Fault } from '../platform/faults.ts'
import { type Purchase, purchases } from './purchase.ts'

/** Anyone's purchase, for an administrator; an account's own, where an account is named. */
export async function findPurchase(
  db: Firestore,
  id: string,
  accountId?: string,
): Promise<Purchase> {
  const found = await read(db, purchases, id)
  if (found && (accountId === undefined || found.account_id === accountId)) return found
  throw new Fault('not_found', `no purchase ${id}`)
}
