import { accounts } from '../../shared/accounts/account.ts'
import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { balanceOf } from '../../shared/ledger/wire.ts'
import { invariant } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.billing.balance, async ({ caller }, { db }) => {
  const account = await read(db, accounts, caller.accountId)
  invariant(account, `a passport names account ${caller.accountId}, which is not there`)
  return balanceOf(account)
})
