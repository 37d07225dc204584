import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import execute from '../../sessions/execute.ts'
import { mustBeWorkspace } from './workspace.ts'

export default handle(api.cloudrun.execute, async ({ query, ...call }, plane) => {
  await mustBeWorkspace(plane, call)
  const body = { ...query, env: {}, cwd: '/workspace' }
  return execute.run({ ...call, query: undefined, body }, plane)
})
