import type { Role } from '../contract/roles.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Caller } from '../passports/caller.ts'
import type { Instant } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { normalised, ownerOf, take } from '../users/email.ts'
import { findUser } from '../users/find.ts'
import { type User, users } from '../users/user.ts'
import { join, mustGrant } from './members.ts'
import type { Membership } from './membership.ts'

/**
 * Lets somebody into the caller's account. Whoever has the address is let in; where nobody has it, the user is made, and
 * is theirs who prove the address when they sign in. A machine is made anew.
 */
export async function addMember(
  tx: Tx,
  caller: Caller,
  wish: { kind: User['kind']; email?: string | undefined; name: string; role: Role },
  at: Instant,
): Promise<{ user: User; membership: Membership }> {
  mustGrant(caller, wish.role)
  const { accountId } = caller
  const known = wish.email === undefined ? undefined : await ownerOf(tx, wish.email)
  const user = known ? await findUser(tx, known) : await made(tx, accountId, wish, at)
  const membership = await join(tx, { accountId, userId: user.id, role: wish.role }, at)
  return { user, membership }
}

async function made(
  tx: Tx,
  accountId: string,
  { kind, email, name }: { kind: User['kind']; email?: string | undefined; name: string },
  at: Instant,
): Promise<User> {
  const user: User = {
    id: newId('user'),
    account_id: accountId,
    email: email === undefined ? null : normalised(email),
    name,
    kind,
    status: 'active',
    user_type: 'free',
    created_at: at,
  }
  if (user.email) await take(tx, user.email, user.id)
  await tx.create(users, user.id, user)
  return user
}
