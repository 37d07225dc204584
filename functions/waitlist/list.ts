import { api } from '../../shared/contract/index.ts'
import { listWaiting } from '../../shared/quotas/store.ts'
import { handle } from '../handle.ts'
import { paged } from '../paging.ts'

export default handle(api.waitlist.list, async ({ query }, { db }) => {
  const { page, next_cursor } = await paged(query, (slice) => listWaiting(db, slice))
  return { waiting: [...page], next_cursor }
})
