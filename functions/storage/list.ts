import { api } from '../../shared/contract/index.ts'
import { listStorage } from '../../shared/storage/store.ts'
import { viewAllStorage } from '../../shared/storage/view.ts'
import { findWorkspace } from '../../shared/workspaces/find.ts'
import { handle } from '../handle.ts'
import { paged } from '../paging.ts'

export default handle(api.storage.list, async ({ query, caller }, plane) => {
  const { workspace_id: asked } = query
  const workspaceId = asked && (await findWorkspace(plane.db, caller, asked)).id
  const { page, next_cursor } = await paged(query, (slice) =>
    listStorage(plane.db, { accountId: caller.accountId, workspaceId }, slice),
  )
  return { storage: await viewAllStorage(plane, caller.accountId, page), next_cursor }
})
