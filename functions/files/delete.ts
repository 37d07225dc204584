import { api } from '../../shared/contract/index.ts'
import { withFiles } from '../../shared/files/reach.ts'
import { handle } from '../handle.ts'

export default handle(api.files.delete, async ({ params, query, caller }, plane) => {
  await withFiles(plane, caller.accountId, params.id, (files) => files.remove(query.path))
  return { path: query.path }
})
