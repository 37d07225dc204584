import { api } from '../../shared/contract/index.ts'
import { deactivate } from '../../shared/passports/change.ts'
import { findManaged, mustCover } from '../../shared/passports/manage.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.keys.reactivate, async ({ caller, params }, { db, clock, transact }) => {
  const found = await findManaged(db, caller, params.id)
  mustCover(caller, found)
  const at = clock.now()
  const { passport, account } = await transact(caller.accountId, (tx) =>
    deactivate(tx, params.id, null),
  )
  return viewPassport(passport, account, at)
})
