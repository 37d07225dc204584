import { changeRole } from '../../shared/accounts/members.ts'
import { viewMember } from '../../shared/accounts/viewMember.ts'
import { api } from '../../shared/contract/index.ts'
import { findUser } from '../../shared/users/find.ts'
import { handle } from '../handle.ts'

export default handle(api.members.change, async ({ caller, params, body }, { transact }) => {
  const { user_id: id } = params
  const { user, membership } = await transact(caller.accountId, async (tx) => ({
    membership: await changeRole(tx, caller, id, body.role),
    user: await findUser(tx, id),
  }))
  return viewMember(membership, user)
})
