import { membershipId, memberships } from '../accounts/membership.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { users } from '../users/user.ts'
import type { Caller } from './caller.ts'
import { type Issue, type Issued, issue } from './issue.ts'

/** Makes a passport for who asks, or for a machine of their account, that may do no more than they may. */
export async function issueFor(tx: Tx, caller: Caller, wish: Issue, at: Instant): Promise<Issued> {
  const more = wish.scopes.filter((scope) => !caller.scopes.includes(scope))
  if (more.length > 0) {
    throw new Fault('above_parent', `body.scopes: you may not ${more.join(', ')} yourself`)
  }
  if (wish.user_id !== caller.userId) await mustBeMachine(tx, caller, wish.user_id)
  return issue(tx, wish, at)
}

/** A passport for another person would act in their name. */
async function mustBeMachine(tx: Tx, { accountId }: Caller, userId: string) {
  const isMember = await tx.get(memberships, membershipId(accountId, userId))
  const user = isMember && (await tx.get(users, userId))
  if (!user) throw new Fault('not_found', `no member ${userId}`)
  if (user.kind === 'service') return
  throw new Fault('not_allowed', 'a passport is made for yourself or for a service user')
}
