import { readAccount } from '../../shared/accounts/find.ts'
import { api } from '../../shared/contract/index.ts'
import { listManaged } from '../../shared/passports/store.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'
import { paged } from '../paging.ts'

export default handle(api.keys.list, async ({ caller, query }, { db, clock }) => {
  const { page, next_cursor } = await paged(query, (slice) => listManaged(db, caller, slice))
  const account = await readAccount(db, caller.accountId)
  return {
    passports: page.map((passport) => viewPassport(passport, account, clock.now())),
    next_cursor,
  }
})
