import { api } from '../../shared/contract/index.ts'
import { withFiles } from '../../shared/files/reach.ts'
import { viewOf } from '../../shared/files/view.ts'
import { handle } from '../handle.ts'

export default handle(api.files.stat, async ({ params, query, caller }, plane) =>
  viewOf(await withFiles(plane, caller.accountId, params.id, (files) => files.stat(query.path))),
)
