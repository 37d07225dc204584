import { listCommands } from '../../../shared/commands/history.ts'
import { api } from '../../../shared/contract/index.ts'
import { carryOut } from '../../../shared/sessions/carryOut.ts'
import { findSession } from '../../../shared/sessions/find.ts'
import { sessions } from '../../../shared/sessions/session.ts'
import { stop } from '../../../shared/sessions/stop.ts'
import { handle } from '../../handle.ts'
import { asked, mainTag, ourId, viewOf } from './session.ts'

export default handle(api.execbox.getSession, async ({ params, caller }, plane) => {
  const session = await findSession(plane.db, caller.accountId, ourId(params.id))
  if (!session.labels[asked.command]) return viewOf(session)
  const [first] = await listCommands(plane, session, { after: 0, limit: 1 })
  const main = first?.tag === mainTag ? first : undefined
  // As there: a session is its command, and whoever looks finds it over.
  if (main?.ending && session.status === 'running') {
    const at = plane.clock.now()
    const ended = await plane.transact(session.account_id, async (tx) =>
      stop(tx, (await tx.get(sessions, session.id)) ?? session, 'user', at),
    )
    await carryOut(plane, ended, () => false, 0)
  }
  return viewOf(session, main)
})
