import type { Tx } from '../firestore/transact.ts'
import { normalised, release, take } from './email.ts'
import { findUser } from './find.ts'
import { type User, users } from './user.ts'

/** Changes a user; an address that somebody else has is refused: `email_taken`. */
export async function changeUser(
  tx: Tx,
  id: string,
  wish: {
    readonly [K in 'email' | 'name' | 'status' | 'user_type']?: NonNullable<User[K]> | undefined
  },
): Promise<User> {
  const user = await findUser(tx, id)
  const email = wish.email === undefined ? user.email : normalised(wish.email)
  if (email && email !== user.email) {
    await take(tx, email, id)
    if (user.email) await release(tx, user.email)
  }
  const after: User = {
    ...user,
    email,
    name: wish.name ?? user.name,
    status: wish.status ?? user.status,
    user_type: wish.user_type ?? user.user_type,
  }
  tx.update(users, id, after)
  return after
}
