import { api } from '../../../shared/contract/index.ts'
import { withFiles } from '../../../shared/files/reach.ts'
import download from '../../files/download.ts'
import { handle } from '../../handle.ts'
import { ourId } from './session.ts'

export default handle(api.execbox.readFile, async (call, plane) => {
  const { path, list } = call.query
  const id = ourId(call.params.id)
  if (list === 'false') {
    return download.run({ ...call, params: { id }, query: { path }, headers: {} }, plane)
  }
  const entries = await withFiles(plane, call.caller.accountId, id, (files) => files.list(path, 1))
  return Response.json({
    path,
    entries: entries.map(({ name, size, type, mode }) => ({
      name,
      size: Number(size),
      isDir: type === 'FILE_TYPE_DIRECTORY',
      mode: mode & 0o7777,
    })),
  })
})
