import { Readable } from 'node:stream'
import { api } from '../../shared/contract/index.ts'
import { withFiles } from '../../shared/files/reach.ts'
import { viewOf } from '../../shared/files/view.ts'
import { handle } from '../handle.ts'

export default handle(api.files.upload, async ({ params, query, body, caller }, plane) => {
  const bytes = body ? Readable.fromWeb(body) : Readable.from([])
  const entry = await withFiles(plane, caller.accountId, params.id, async (files) => {
    await files.upload(query.path, bytes)
    return files.stat(query.path)
  })
  return Response.json(viewOf(entry))
})
