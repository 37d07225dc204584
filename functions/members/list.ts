import { membersOf } from '../../shared/accounts/members.ts'
import { viewMembers } from '../../shared/accounts/viewMember.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.members.list, async ({ caller }, { db }) => ({
  members: await viewMembers(db, await membersOf(db, caller.accountId)),
}))
