import { api } from '../../shared/contract/index.ts'
import { withFiles } from '../../shared/files/reach.ts'
import { viewOf } from '../../shared/files/view.ts'
import { handle } from '../handle.ts'

export default handle(api.files.list, async ({ params, query, caller }, plane) => {
  const entries = await withFiles(plane, caller.accountId, params.id, (files) =>
    files.list(query.path, query.depth),
  )
  return { files: entries.map(viewOf) }
})
