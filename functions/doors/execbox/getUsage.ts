import { readAccount } from '../../../shared/accounts/find.ts'
import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import { usageOf } from './usage.ts'

export default handle(api.execbox.getUsage, async ({ caller }, { db, clock, tiers }) =>
  usageOf(await readAccount(db, caller.accountId), await tiers(), clock.now()),
)
