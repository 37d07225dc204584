import { readAccount } from '../../../shared/accounts/find.ts'
import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import { limitsOf } from './limits.ts'

export default handle(api.execbox.getLimits, async ({ caller }, { db, tiers }) =>
  limitsOf(await readAccount(db, caller.accountId), await tiers()),
)
