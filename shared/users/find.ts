import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import { type User, users } from './user.ts'

export async function findUser(tx: Tx, id: string): Promise<User> {
  const user = await tx.get(users, id)
  if (!user) throw new Fault('not_found', `no user ${id}`)
  return user
}
