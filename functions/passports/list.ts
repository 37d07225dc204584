import { readAccount } from '../../shared/accounts/find.ts'
import { api } from '../../shared/contract/index.ts'
import { listPassports } from '../../shared/passports/store.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'
import { paged } from '../paging.ts'

export default handle(api.passports.list, async ({ query }, { db, clock }) => {
  const account = await readAccount(db, query.account_id)
  const { page, next_cursor } = await paged(query, (slice) => listPassports(db, account.id, slice))
  return {
    passports: page.map((passport) => viewPassport(passport, account, clock.now())),
    next_cursor,
  }
})
