import { readAccount } from '../../shared/accounts/find.ts'
import { api } from '../../shared/contract/index.ts'
import { findManaged } from '../../shared/passports/manage.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.keys.get, async ({ caller, params }, { db, clock }) => {
  const passport = await findManaged(db, caller, params.id)
  return viewPassport(passport, await readAccount(db, caller.accountId), clock.now())
})
