import { FieldPath, type Firestore } from '@google-cloud/firestore'
import { type Membership, memberships } from '../accounts/membership.ts'
import type { Mark } from '../platform/mark.ts'
import { normalised } from './email.ts'
import { type User, users } from './user.ts'

/** Users, newest first; with an address, the one who has it. */
export async function listUsers(
  db: Firestore,
  { email }: { email: string | undefined },
  page: { limit: number; after: Mark | null },
): Promise<readonly User[]> {
  const all = db.collection(users.name)
  const asked = email === undefined ? all : all.where('email', '==', normalised(email))
  const newest = asked.orderBy('created_at', 'desc').orderBy(FieldPath.documentId(), 'desc')
  const from = page.after ? newest.startAfter(page.after.at, page.after.id) : newest
  const { docs } = await from.limit(page.limit).get()
  return docs.map((document) => users.schema.parse(document.data()))
}

/** The accounts that a user belongs to. */
export async function membershipsOf(db: Firestore, userId: string): Promise<readonly Membership[]> {
  const { docs } = await db.collection(memberships.name).where('user_id', '==', userId).get()
  return docs.map((document) => memberships.schema.parse(document.data()))
}
