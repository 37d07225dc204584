import { api } from '../../shared/contract/index.ts'
import { listQuotaRequests } from '../../shared/quotas/store.ts'
import { handle } from '../handle.ts'
import { paged } from '../paging.ts'

export default handle(api.quotas.list, async ({ query }, { db }) => {
  const { page, next_cursor } = await paged(query, (slice) =>
    listQuotaRequests(db, { status: query.status }, slice),
  )
  return { quota_requests: [...page], next_cursor }
})
