import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import type { Member } from '../contract/members.ts'
import { type User, users } from '../users/user.ts'
import type { Membership } from './membership.ts'

type View = z.output<typeof Member>

/** A member as the others see them. */
export const viewMember = (membership: Membership, user: User): View => ({
  user_id: user.id,
  email: user.email,
  name: user.name,
  kind: user.kind,
  status: user.status,
  role: membership.role,
  created_at: membership.created_at,
})

export async function viewMembers(db: Firestore, members: readonly Membership[]): Promise<View[]> {
  if (members.length === 0) return []
  const named = db.collection(users.name)
  const found = await db.getAll(...members.map(({ user_id: id }) => named.doc(id)))
  return found.flatMap((snapshot, n) => {
    const membership = members[n]
    // Deleted since the members were listed.
    if (!snapshot.exists || !membership) return []
    return [viewMember(membership, users.schema.parse(snapshot.data()))]
  })
}
