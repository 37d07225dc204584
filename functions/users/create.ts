import { api } from '../../shared/contract/index.ts'
import { createUser } from '../../shared/users/create.ts'
import { viewUser } from '../../shared/users/view.ts'
import { handle } from '../handle.ts'

export default handle(api.users.create, async ({ body }, { clock, transact }) => {
  const { user } = await transact(body.email, (tx) => createUser(tx, body, clock.now()))
  return viewUser(user)
})
