import { readAccount } from '../../shared/accounts/find.ts'
import { viewAccount } from '../../shared/accounts/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.account.get, async ({ caller }, { db, clock, tiers }) => ({
  ...viewAccount(await readAccount(db, caller.accountId), await tiers(), clock.now()),
  caller: {
    user_id: caller.userId,
    role: caller.role,
    scopes: [...caller.scopes],
    passport_id: caller.passportId,
  },
}))
