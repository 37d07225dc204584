import { api } from '../../shared/contract/index.ts'
import { changeWorkspace } from '../../shared/workspaces/change.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { handle } from '../handle.ts'
import { visitorOf } from './visitor.ts'

export default handle(api.adminWorkspaces.update, async ({ params, body }, plane) => {
  const visitor = await visitorOf(plane, params.id)
  return viewWorkspace(plane, await changeWorkspace(plane, visitor, params.id, body))
})
