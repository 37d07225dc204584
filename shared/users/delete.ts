import type { Firestore } from '@google-cloud/firestore'
import { leave, membersOf } from '../accounts/members.ts'
import type { Membership } from '../accounts/membership.ts'
import type { Tx } from '../firestore/transact.ts'
import { release } from './email.ts'
import { findUser } from './find.ts'
import { membershipsOf } from './store.ts'
import { users } from './user.ts'

interface Belonging {
  readonly membership: Membership
  /** Nobody else belongs to that account. */
  readonly isAlone: boolean
}

/** Where a user belongs. */
export async function belongingsOf(db: Firestore, userId: string): Promise<readonly Belonging[]> {
  const memberships = await membershipsOf(db, userId)
  return Promise.all(
    memberships.map(async (membership) => {
      const members = await membersOf(db, membership.account_id)
      return { membership, isAlone: members.length === 1 }
    }),
  )
}

/**
 * Removes a user from everywhere; their passports are let in no more. The last owner of an account that has other
 * members stays (`last_owner`). An account that is left by its only member keeps its books, and what runs ends in time.
 */
export async function deleteUser(
  tx: Tx,
  id: string,
  belongings: readonly Belonging[],
): Promise<void> {
  const user = await findUser(tx, id)
  for (const { membership, isAlone } of belongings) await leave(tx, membership, isAlone)
  if (user.email) await release(tx, user.email)
  tx.delete(users, id)
}
