import { api } from '../../shared/contract/index.ts'
import { removeWorkspace } from '../../shared/workspaces/remove.ts'
import { handle } from '../handle.ts'
import { asItStands } from '../workspaces/asItStands.ts'
import { visitorOf } from './visitor.ts'

export default handle(api.adminWorkspaces.delete, async ({ params }, plane) => {
  const visitor = await visitorOf(plane, params.id)
  return asItStands(plane, await removeWorkspace(plane, visitor, params.id))
})
