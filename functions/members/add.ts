import { addMember } from '../../shared/accounts/add.ts'
import { viewMember } from '../../shared/accounts/viewMember.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.members.add, async ({ caller, body }, { clock, transact }) => {
  const { user, membership } = await transact(caller.accountId, (tx) =>
    addMember(tx, caller, body, clock.now()),
  )
  return viewMember(membership, user)
})
