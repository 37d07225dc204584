import { accounts, newAccount } from '../../shared/accounts/account.ts'
import { api } from '../../shared/contract/index.ts'
import { newId } from '../../shared/platform/ids.ts'
import { users } from '../../shared/users/user.ts'
import { handle } from '../handle.ts'

export default handle(api.users.create, async ({ body }, plane) => {
  const at = plane.clock.now()
  const account = newAccount(newId('account'), at)
  const user = { id: newId('user'), account_id: account.id, ...body, created_at: at }
  await plane.transact(account.id, async (tx) => {
    await tx.create(accounts, account.id, account)
    await tx.create(users, user.id, user)
  })
  const { id, ...rest } = user
  return { user_id: id, ...rest }
})
