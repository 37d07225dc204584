import { api } from '../../shared/contract/index.ts'
import { revoke } from '../../shared/passports/change.ts'
import { findManaged } from '../../shared/passports/manage.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.keys.revoke, async ({ caller, params }, { db, clock, transact }) => {
  await findManaged(db, caller, params.id)
  const at = clock.now()
  const { passport, account } = await transact(caller.accountId, (tx) => revoke(tx, params.id, at))
  return viewPassport(passport, account, at)
})
