import { Readable } from 'node:stream'
import { api } from '../../shared/contract/index.ts'
import { withFiles } from '../../shared/files/reach.ts'
import { handle } from '../handle.ts'

export default handle(api.files.download, async ({ params, query, headers, caller }, plane) => {
  const { bytes, sizeBytes, range, modifiedAt } = await withFiles(
    plane,
    caller.accountId,
    params.id,
    (files) => files.download(query.path, headers.range),
  )
  const length = range ? range.end - range.start + 1 : sizeBytes
  return new Response(Readable.toWeb(bytes), {
    status: range ? 206 : 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(length),
      'accept-ranges': 'bytes',
      'last-modified': modifiedAt,
      // What a session made is nobody's page: no browser runs it under our name.
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}` } : {}),
    },
  })
})
