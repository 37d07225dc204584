import { api } from '../../shared/contract/index.ts'
import { relay } from '../../shared/outbox/relay.ts'
import { limits } from '../../shared/platform/limits.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { sessions } from '../../shared/sessions/session.ts'
import { isOver } from '../../shared/sessions/states.ts'
import { stop } from '../../shared/sessions/stop.ts'
import { view } from '../../shared/sessions/view.ts'
import { waitUntil } from '../../shared/sessions/watch.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.delete, async ({ params, caller }, plane) => {
  const found = await findSession(plane.db, caller.accountId, params.id)
  const at = plane.clock.now()
  const { session, line } = await plane.transact(caller.accountId, async (tx) =>
    stop(tx, (await tx.get(sessions, found.id)) ?? found, 'user', at),
  )
  if (line) {
    relay(plane, line).catch((cause: unknown) =>
      plane.log.error('a stop is left to the outbox', { cause }),
    )
  }
  if (isOver(session.status)) return view(session, plane.publicUrl)
  const wait = limits.createWaitSecondsDefault * 1_000
  const after = await waitUntil(plane.db, session.id, ({ status }) => isOver(status), wait)
  return view(after ?? session, plane.publicUrl)
})
