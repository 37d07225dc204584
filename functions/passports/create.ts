import { api } from '../../shared/contract/index.ts'
import { issue } from '../../shared/passports/issue.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { findUser } from '../../shared/users/find.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.create, async ({ body }, { clock, transact }) => {
  const { account_id, expires_at, ...rest } = body
  const at = clock.now()
  const { passport, account, key } = await transact(body.user_id, async (tx) => {
    const user = await findUser(tx, body.user_id)
    const wish = {
      ...rest,
      account_id: account_id ?? user.account_id,
      parentId: null,
      session_id: null,
      expires_at: expires_at ?? null,
    }
    return issue(tx, wish, at)
  })
  return { ...viewPassport(passport, account, at), passport_key: key }
})
