import { Readable } from 'node:stream'
import { api } from '../../../shared/contract/index.ts'
import { withFiles } from '../../../shared/files/reach.ts'
import { handle } from '../../handle.ts'
import { ourId } from './session.ts'

export default handle(api.execbox.uploadFile, async ({ params, query, body, caller }, plane) => {
  const bytes = body ? Readable.fromWeb(body) : Readable.from([])
  const entry = await withFiles(plane, caller.accountId, ourId(params.id), async (files) => {
    await files.upload(query.path, bytes)
    return files.stat(query.path)
  })
  return Response.json({ path: query.path, size: Number(entry.size) }, { status: 201 })
})
