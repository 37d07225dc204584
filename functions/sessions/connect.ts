import { api } from '../../shared/contract/index.ts'
import { findSession, notRunning } from '../../shared/sessions/find.ts'
import { isOver } from '../../shared/sessions/states.ts'
import { links } from '../../shared/sessions/view.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.connect, async ({ params, caller }, plane) => {
  const session = await findSession(plane.db, caller.accountId, params.id)
  if (isOver(session.status)) throw notRunning(session)
  const to = links(session, plane.publicUrl)
  return {
    id: session.id,
    status: session.status,
    ...to,
    execute: `${to.url}/execute`,
    stream: `${to.url}/execute/stream`,
    expires_at: session.expires_at,
  }
})
