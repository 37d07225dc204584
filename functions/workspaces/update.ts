import { api } from '../../shared/contract/index.ts'
import { changeWorkspace } from '../../shared/workspaces/change.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { handle } from '../handle.ts'

export default handle(api.workspaces.update, async ({ params, body, caller }, plane) =>
  viewWorkspace(plane, await changeWorkspace(plane, caller, params.id, body)),
)
