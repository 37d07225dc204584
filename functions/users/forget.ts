import { forgetPerson, forgotten } from '../../shared/audit/forget.ts'
import { withPersonOf } from '../../shared/audit/store.ts'
import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { release } from '../../shared/users/email.ts'
import { users } from '../../shared/users/user.ts'
import { handle } from '../handle.ts'

export default handle(api.users.forget, async ({ params: { id } }, plane) => {
  const [trace] = await withPersonOf(plane.db, id, 1)
  await plane.transact(id, async (tx) => {
    const user = await tx.get(users, id)
    if (!user && !trace && !(await tx.get(forgotten, id))) {
      throw new Fault('not_found', `no user ${id}`)
    }
    if (user?.email) release(tx, user.email)
    if (user) tx.update(users, id, { ...user, email: null, name: 'forgotten' })
    await tx.create(forgotten, id, { id, at: plane.clock.now() })
  })
  return { user_id: id, records: await forgetPerson(plane, id) }
})
