import { api } from '../../shared/contract/index.ts'
import { removeWorkspace } from '../../shared/workspaces/remove.ts'
import { handle } from '../handle.ts'
import { asItStands } from './asItStands.ts'

export default handle(api.workspaces.delete, async ({ params, caller }, plane) =>
  asItStands(plane, await removeWorkspace(plane, caller, params.id)),
)
