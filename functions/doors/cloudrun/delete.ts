import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import remove from '../../sessions/delete.ts'
import { mustBeWorkspace } from './workspace.ts'

export default handle(api.cloudrun.delete, async (call, plane) => {
  await mustBeWorkspace(plane, call)
  return remove.run({ ...call }, plane)
})
