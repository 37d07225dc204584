import * as z from 'zod'
import { join } from '../accounts/members.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Person } from '../oidc/oidc.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { derivedId, newId } from '../platform/ids.ts'
import { createUser } from '../users/create.ts'
import { normalised, ownerOf, take } from '../users/email.ts'
import { findUser } from '../users/find.ts'
import { type User, users } from '../users/user.ts'
import { ssoDomainOf } from './domains.ts'

/** Whose an identity is: a provider's subject, which stays the same when an address changes. */
const identities = collection(
  'identities',
  z.object({ id: z.string(), user_id: z.string(), created_at: z.string() }),
)

/**
 * The user that a person is. Who was here before is known by the provider's word for them; who was not, by an address they
 * have proven: it finds the user that has it, or makes one, in the account of its domain or in one of their own.
 */
export async function enter(tx: Tx, person: Person, at: Instant): Promise<User> {
  const id = derivedId('identity', person.issuer, person.subject)
  const known = await tx.get(identities, id)
  // One who was removed since may come anew.
  const before = known && (await tx.get(users, known.user_id))
  if (before) return before
  if (!person.email || !person.isEmailVerified) {
    throw new Fault(
      'email_not_verified',
      'the identity provider does not say that your e-mail address is yours: verify it there first',
    )
  }
  const user = await userWith(tx, person.email, person.name, at)
  tx.update(identities, id, { id, user_id: user.id, created_at: at })
  return user
}

/** The user who has an address, which is proven; or a new one. */
export async function userWith(
  tx: Tx,
  email: string,
  name: string | null,
  at: Instant,
): Promise<User> {
  const owner = await ownerOf(tx, email)
  if (owner) return findUser(tx, owner)
  const address = normalised(email)
  const wish = { email: address, name: name ?? nameIn(address), user_type: 'free' } as const
  const domain = await ssoDomainOf(tx, address)
  if (!domain) return (await createUser(tx, wish, at)).user
  const user: User = {
    ...wish,
    id: newId('user'),
    account_id: domain.account_id,
    kind: 'human',
    status: 'active',
    created_at: at,
  }
  await take(tx, address, user.id)
  await tx.create(users, user.id, user)
  await join(tx, { accountId: domain.account_id, userId: user.id, role: domain.role }, at)
  return user
}

const nameIn = (address: string) => address.slice(0, address.indexOf('@'))
