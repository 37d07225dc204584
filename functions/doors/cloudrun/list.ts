import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import list from '../../sessions/list.ts'

/** A page of sessions, less those of other providers: it may be short, or empty, where more follow. */
export default handle(api.cloudrun.list, async (call, plane) => {
  const { sessions, next_cursor } = await list.run(
    { ...call, query: { ...everything, ...call.query } },
    plane,
  )
  return { workspaces: sessions.filter(({ provider }) => provider === 'cloud_run'), next_cursor }
})

const everything = { status: undefined, workspace_id: undefined, label: undefined }
