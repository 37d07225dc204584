import { type Account, accounts, newAccount } from '../accounts/account.ts'
import { membershipId, memberships } from '../accounts/membership.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { normalised, take } from './email.ts'
import { type User, users } from './user.ts'

/** Makes a person and an account that they own. An address that somebody has is refused: `email_taken`. */
export async function createUser(
  tx: Tx,
  wish: Pick<User, 'name' | 'user_type'> & { email: string; accountName?: string },
  at: Instant,
): Promise<{ user: User; account: Account }> {
  const userId = newId('user')
  const named = { name: wish.accountName ?? wish.name, owner_ids: [userId] }
  const account = { ...newAccount(newId('account'), at), ...named }
  const user: User = {
    id: userId,
    account_id: account.id,
    email: normalised(wish.email),
    name: wish.name,
    kind: 'human',
    status: 'active',
    user_type: wish.user_type,
    created_at: at,
  }
  const membership = {
    account_id: account.id,
    user_id: user.id,
    role: 'owner',
    created_at: at,
  } as const
  await take(tx, wish.email, user.id)
  await tx.create(accounts, account.id, account)
  await tx.create(users, user.id, user)
  await tx.create(memberships, membershipId(account.id, user.id), membership)
  return { user, account }
}
