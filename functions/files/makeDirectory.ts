import { api } from '../../shared/contract/index.ts'
import { withFiles } from '../../shared/files/reach.ts'
import { viewOf } from '../../shared/files/view.ts'
import { handle } from '../handle.ts'

export default handle(api.files.makeDirectory, async ({ params, body, caller }, plane) =>
  viewOf(await withFiles(plane, caller.accountId, params.id, (files) => files.makeDir(body.path))),
)
