import { api } from '../../shared/contract/index.ts'
import { changeUser } from '../../shared/users/change.ts'
import { viewUser } from '../../shared/users/view.ts'
import { handle } from '../handle.ts'

export default handle(api.users.change, async ({ params, body }, { transact }) =>
  viewUser(await transact(params.id, (tx) => changeUser(tx, params.id, body))),
)
