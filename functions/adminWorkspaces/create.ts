import { accounts } from '../../shared/accounts/account.ts'
import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { users } from '../../shared/users/user.ts'
import { makeWorkspace } from '../../shared/workspaces/create.ts'
import { handle } from '../handle.ts'
import { asItStands } from '../workspaces/asItStands.ts'

export default handle(api.adminWorkspaces.create, async ({ body, headers }, plane) => {
  const { account_id: accountId, user_id: userId, ...wish } = body
  const whose = accountId ?? (await accountOf(plane, userId))
  if (!(await read(plane.db, accounts, whose))) throw new Fault('not_found', `no account ${whose}`)
  return asItStands(plane, await makeWorkspace(plane, whose, wish, headers['idempotency-key']))
})

async function accountOf({ db }: Plane, userId = ''): Promise<string> {
  const user = await read(db, users, userId)
  if (!user) throw new Fault('not_found', `no user ${userId}`)
  return user.account_id
}
