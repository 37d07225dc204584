import { readAccount } from '../../../shared/accounts/find.ts'
import { api } from '../../../shared/contract/index.ts'
import { read } from '../../../shared/firestore/collection.ts'
import { passports } from '../../../shared/passports/passport.ts'
import { users } from '../../../shared/users/user.ts'
import { handle } from '../../handle.ts'

export default handle(api.execbox.getAccount, async ({ caller }, { db }) => {
  const [account, user, passport] = await Promise.all([
    readAccount(db, caller.accountId),
    read(db, users, caller.userId),
    caller.passportId ? read(db, passports, caller.passportId) : undefined,
  ])
  return {
    tier: account.tier,
    ...(user?.email ? { email: user.email } : {}),
    api_key_id: passport?.id ?? '',
    api_key_preview: passport?.preview ?? '',
    created_at: account.created_at,
  }
})
