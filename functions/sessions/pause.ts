import { depotOf } from '../../shared/archives/keep.ts'
import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { limits } from '../../shared/platform/limits.ts'
import { carryOut } from '../../shared/sessions/carryOut.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { pause } from '../../shared/sessions/pause.ts'
import { type Session, sessions } from '../../shared/sessions/session.ts'
import { view } from '../../shared/sessions/view.ts'
import { handle } from '../handle.ts'
import { waitMs } from '../prefer.ts'

export default handle(api.sessions.pause, async ({ params, query, headers, caller }, plane) => {
  const found = await findSession(plane.db, caller.accountId, params.id)
  depotOf(plane)
  const at = plane.clock.now()
  const saved = await plane.transact(caller.accountId, async (tx) =>
    pause(tx, (await tx.get(sessions, found.id)) ?? found, 'user', at),
  )
  const wait = waitMs(query.wait, headers.prefer, limits.pauseWaitSecondsMax)
  const hasSettled = ({ status }: Session) => status !== 'pausing'
  const after = await carryOut(plane, saved, hasSettled, wait)
  if (after.status === 'running') throw failed(after)
  return view(after, plane.publicUrl)
})

/** The session runs on; its last event says why. */
function failed({ events }: Session): Fault {
  const event = events.findLast(({ type }) => type === 'pause_failed')
  return new Fault(
    'checkpoint_failed',
    `the session runs on: ${event?.data.why ?? 'it was resumed'}`,
  )
}
