import { api } from '../../shared/contract/index.ts'
import { limits } from '../../shared/platform/limits.ts'
import { carryOut } from '../../shared/sessions/carryOut.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { sessions } from '../../shared/sessions/session.ts'
import { isOver } from '../../shared/sessions/states.ts'
import { stop } from '../../shared/sessions/stop.ts'
import { view } from '../../shared/sessions/view.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.delete, async ({ params, caller }, plane) => {
  const found = await findSession(plane.db, caller.accountId, params.id)
  const at = plane.clock.now()
  const saved = await plane.transact(caller.accountId, async (tx) =>
    stop(tx, (await tx.get(sessions, found.id)) ?? found, 'user', at),
  )
  const wait = limits.deleteWaitSecondsMax * 1_000
  return view(await carryOut(plane, saved, ({ status }) => isOver(status), wait), plane.publicUrl)
})
