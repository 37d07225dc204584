import { changeAccount } from '../../shared/accounts/change.ts'
import { viewAccount } from '../../shared/accounts/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.account.rename, async ({ caller, body }, { clock, tiers, transact }) => {
  const table = await tiers()
  const after = await transact(caller.accountId, (tx) =>
    changeAccount(tx, caller.accountId, body, table),
  )
  return viewAccount(after, table, clock.now())
})
