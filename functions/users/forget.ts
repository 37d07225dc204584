import { forgetPerson } from '../../shared/audit/forget.ts'
import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { users } from '../../shared/users/user.ts'
import { handle } from '../handle.ts'

export default handle(api.users.forget, async ({ params: { id } }, plane) => {
  await plane.transact(id, async (tx) => {
    const user = await tx.get(users, id)
    if (!user) throw new Fault('not_found', `no user ${id}`)
    tx.update(users, id, { ...user, email: `${id}@forgotten.invalid`, name: 'forgotten' })
  })
  return { user_id: id, records: await forgetPerson(plane, id) }
})
