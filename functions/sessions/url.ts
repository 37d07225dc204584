import { api } from '../../shared/contract/index.ts'
import { addressOf } from '../../shared/ports/address.ts'
import { issue } from '../../shared/ports/label.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'

/** It says nothing of whether the session runs or someone listens: that shows when the address is used. */
export default handle(api.sessions.url, async ({ params, query, caller }, plane) => {
  const { id } = await findSession(plane.db, caller.accountId, params.id)
  const { port, expires_in_seconds: seconds } = query
  const signing = { clock: plane.clock, key: plane.ports.key }
  const { label, expiresAt } = issue(signing, id, port, seconds)
  return { session_id: id, port, ...addressOf(plane.ports, label), expires_at: expiresAt }
})
