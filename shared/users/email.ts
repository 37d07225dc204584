import * as z from 'zod'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import { sha256 } from '../platform/ids.ts'

/** Whose an address is. Its id is made from the address, so that two can never have the same. */
const addresses = collection('emails', z.object({ user_id: z.string() }))

/** The one spelling of an address: people write capitals, and mean the same. */
export const normalised = (email: string): string => email.trim().normalize('NFC').toLowerCase()

const idOf = (email: string) => sha256(normalised(email)).toString('hex')

export const ownerOf = async (tx: Tx, email: string): Promise<string | undefined> =>
  (await tx.get(addresses, idOf(email)))?.user_id

/** Gives an address to a user, or throws `email_taken`. */
export async function take(tx: Tx, email: string, userId: string): Promise<void> {
  if (await tx.create(addresses, idOf(email), { user_id: userId })) return
  if ((await ownerOf(tx, email)) === userId) return
  throw new Fault('email_taken', 'somebody has this e-mail address already')
}

/** It is nobody's again. */
export async function release(tx: Tx, email: string): Promise<void> {
  // Only what was read is deleted.
  if (await ownerOf(tx, email)) tx.delete(addresses, idOf(email))
}
