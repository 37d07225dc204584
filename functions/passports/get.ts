import { readAccount } from '../../shared/accounts/find.ts'
import { api } from '../../shared/contract/index.ts'
import { readPassport } from '../../shared/passports/manage.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.get, async ({ params }, { db, clock }) => {
  const passport = await readPassport(db, params.id)
  return viewPassport(passport, await readAccount(db, passport.account_id), clock.now())
})
