import { api } from '../../shared/contract/index.ts'
import { findWorkspace } from '../../shared/workspaces/find.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { handle } from '../handle.ts'

export default handle(api.workspaces.get, async ({ params, caller }, plane) =>
  viewWorkspace(plane, await findWorkspace(plane.db, caller, params.id)),
)
