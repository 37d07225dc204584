import type { Firestore } from '@google-cloud/firestore'
import { type Membership, memberships } from '../accounts/membership.ts'
import { newest, type Slice } from '../firestore/newest.ts'
import { normalised } from './email.ts'
import { type User, users } from './user.ts'

/** Users, newest first; with an address, the one who has it. */
export function listUsers(
  db: Firestore,
  { email }: { email: string | undefined },
  slice: Slice,
): Promise<readonly User[]> {
  const all = db.collection(users.name)
  const asked = email === undefined ? all : all.where('email', '==', normalised(email))
  return newest(users, asked, slice)
}

/** The accounts that a user belongs to. */
export async function membershipsOf(db: Firestore, userId: string): Promise<readonly Membership[]> {
  const { docs } = await db.collection(memberships.name).where('user_id', '==', userId).get()
  return docs.map((document) => memberships.schema.parse(document.data()))
}
