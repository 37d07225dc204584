import { listAccounts } from '../../shared/accounts/store.ts'
import { viewForAdmin } from '../../shared/accounts/view.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'
import { paged } from '../paging.ts'

export default handle(api.accounts.list, async ({ query }, { db, clock, tiers }) => {
  const { page, next_cursor } = await paged(query, (slice) => listAccounts(db, slice))
  const table = await tiers()
  return { accounts: page.map((one) => viewForAdmin(one, table, clock.now())), next_cursor }
})
