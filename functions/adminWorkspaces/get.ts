import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { noWorkspace } from '../../shared/workspaces/find.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { workspaces } from '../../shared/workspaces/workspace.ts'
import { handle } from '../handle.ts'

export default handle(api.adminWorkspaces.get, async ({ params }, plane) => {
  const found = await read(plane.db, workspaces, params.id)
  if (!found) throw noWorkspace(params.id)
  return viewWorkspace(plane, found)
})
