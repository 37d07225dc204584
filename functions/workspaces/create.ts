import { api } from '../../shared/contract/index.ts'
import { makeWorkspace } from '../../shared/workspaces/create.ts'
import { handle } from '../handle.ts'
import { asItStands } from './asItStands.ts'

export default handle(api.workspaces.create, async ({ body, headers, caller }, plane) =>
  asItStands(plane, await makeWorkspace(plane, caller.accountId, body, headers['idempotency-key'])),
)
