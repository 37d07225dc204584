import { removeMember } from '../../shared/accounts/members.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.members.remove, async ({ caller, params }, { transact }) => {
  await transact(caller.accountId, (tx) => removeMember(tx, caller, params.user_id))
  return { user_id: params.user_id, removed: true as const }
})
