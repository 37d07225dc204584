import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.events, async ({ params, caller }, plane) => {
  const { events } = await findSession(plane.db, caller.accountId, params.id)
  return { events: events.map(({ type, at, data }) => ({ type, at, data })) }
})
