import { collect } from '../../shared/commands/collect.ts'
import { readySession } from '../../shared/commands/ready.ts'
import { runCommand } from '../../shared/commands/run.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.execute, async ({ params, body, caller, signal }, plane) => {
  const session = await readySession(plane, caller.accountId, params.id)
  return collect(runCommand(plane, session, body, signal))
})
