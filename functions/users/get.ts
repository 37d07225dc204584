import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { membershipsOf } from '../../shared/users/store.ts'
import { users } from '../../shared/users/user.ts'
import { viewUser } from '../../shared/users/view.ts'
import { handle } from '../handle.ts'

export default handle(api.users.get, async ({ params }, { db }) => {
  const user = await read(db, users, params.id)
  if (!user) throw new Fault('not_found', `no user ${params.id}`)
  const memberships = await membershipsOf(db, user.id)
  return {
    ...viewUser(user),
    memberships: memberships.map(({ account_id, role }) => ({ account_id, role })),
  }
})
