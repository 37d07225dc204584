import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import get from '../../sessions/get.ts'
import { mustBeWorkspace } from './workspace.ts'

export default handle(api.cloudrun.get, async (call, plane) => {
  await mustBeWorkspace(plane, call)
  return get.run({ ...call }, plane)
})
