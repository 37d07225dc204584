import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import { type Account, accounts } from './account.ts'

export const findAccount = async (tx: Tx, id: string): Promise<Account> =>
  (await tx.get(accounts, id)) ?? missing(id)

/** The same outside a transaction. */
export const readAccount = async (db: Firestore, id: string): Promise<Account> =>
  (await read(db, accounts, id)) ?? missing(id)

function missing(id: string): never {
  throw new Fault('not_found', `no account ${id}`)
}
