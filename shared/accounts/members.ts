import type { Firestore } from '@google-cloud/firestore'
import { type Role, scopesOf } from '../contract/roles.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Caller } from '../passports/caller.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { users } from '../users/user.ts'
import { accounts } from './account.ts'
import { findAccount } from './find.ts'
import { type Membership, membershipId, memberships } from './membership.ts'

/** All who belong to an account. */
export async function membersOf(db: Firestore, accountId: string): Promise<readonly Membership[]> {
  const { docs } = await db.collection(memberships.name).where('account_id', '==', accountId).get()
  return docs.map((document) => memberships.schema.parse(document.data()))
}

/** Lets a user in. One who belongs to the account already is changed by `changeRole` alone: `already_member`. */
export async function join(
  tx: Tx,
  { accountId, userId, role }: { accountId: string; userId: string; role: Role },
  at: Instant,
): Promise<Membership> {
  const membership = { account_id: accountId, user_id: userId, role, created_at: at }
  if (!(await tx.create(memberships, membershipId(accountId, userId), membership))) {
    throw new Fault('already_member', 'they are a member already: change their role instead')
  }
  await setOwner(tx, accountId, userId, role === 'owner')
  return membership
}

export async function changeRole(
  tx: Tx,
  caller: Caller,
  userId: string,
  role: Role,
): Promise<Membership> {
  const before = await findMember(tx, caller.accountId, userId)
  mustGrant(caller, before.role)
  mustGrant(caller, role)
  const after = { ...before, role }
  tx.update(memberships, membershipId(caller.accountId, userId), after)
  await setOwner(tx, caller.accountId, userId, role === 'owner')
  return after
}

export async function removeMember(tx: Tx, caller: Caller, userId: string): Promise<void> {
  const membership = await findMember(tx, caller.accountId, userId)
  if (userId !== caller.userId) mustGrant(caller, membership.role)
  await leave(tx, membership, false)
  const user = await tx.get(users, userId)
  // A machine is of one account.
  if (user?.kind === 'service') tx.delete(users, userId)
}

/** `isAlone`: nobody else is there to own it. */
export async function leave(tx: Tx, { account_id, user_id }: Membership, isAlone: boolean) {
  await setOwner(tx, account_id, user_id, false, isAlone)
  const id = membershipId(account_id, user_id)
  if (await tx.get(memberships, id)) tx.delete(memberships, id)
}

/** Nobody gives, or takes from others, a role that may do what they may not. */
export function mustGrant(caller: Caller, role: Role): void {
  const more = scopesOf[role].filter((scope) => !caller.scopes.includes(scope))
  if (more.length === 0) return
  throw new Fault('not_allowed', `the role ${role} may do what you may not: ${more.join(', ')}`)
}

async function findMember(tx: Tx, accountId: string, userId: string): Promise<Membership> {
  const membership = await tx.get(memberships, membershipId(accountId, userId))
  if (!membership) throw new Fault('not_found', `no member ${userId}`)
  return membership
}

/** The owners stand in the account, so that of two who go at once one is the last. */
async function setOwner(
  tx: Tx,
  accountId: string,
  userId: string,
  isOwner: boolean,
  mayBeNone = false,
) {
  const account = await findAccount(tx, accountId)
  const others = account.owner_ids.filter((id) => id !== userId)
  const owners = isOwner ? [...others, userId] : others
  if (owners.length === 0 && account.owner_ids.length > 0 && !mayBeNone) {
    throw new Fault('last_owner', 'an account keeps an owner: make somebody else one first')
  }
  tx.update(accounts, accountId, { ...account, owner_ids: owners })
}
