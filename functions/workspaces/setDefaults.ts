import { api } from '../../shared/contract/index.ts'
import { setDefaults } from '../../shared/workspaces/change.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { handle } from '../handle.ts'

export default handle(api.workspaces.setDefaults, async ({ params, body, caller }, plane) =>
  viewWorkspace(plane, await setDefaults(plane, caller, params.id, body)),
)
