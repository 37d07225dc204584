import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { issue } from '../../shared/tickets/ticket.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.ticket, async ({ params, body, caller }, plane) => {
  const { id } = await findSession(plane.db, caller.accountId, params.id)
  const { token, expiresAt } = await issue(plane, caller, id, body.expires_in_seconds)
  return {
    ticket: token,
    session_id: id,
    expires_at: expiresAt,
    websocket: `/v1/sessions/${id}/shell?ticket=${token}`,
    terminal: `/terminal/${id}`,
  }
})
