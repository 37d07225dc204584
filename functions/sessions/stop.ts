import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { limits } from '../../shared/platform/limits.ts'
import { carryOut } from '../../shared/sessions/carryOut.ts'
import { sessions } from '../../shared/sessions/session.ts'
import { isOver } from '../../shared/sessions/states.ts'
import { stop } from '../../shared/sessions/stop.ts'
import { view } from '../../shared/sessions/view.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.stop, async ({ params }, plane) => {
  const found = await read(plane.db, sessions, params.id)
  if (!found) throw new Fault('not_found', `no session ${params.id}`)
  const at = plane.clock.now()
  const saved = await plane.transact(found.account_id, async (tx) =>
    stop(tx, (await tx.get(sessions, found.id)) ?? found, 'admin', at),
  )
  const wait = limits.deleteWaitSecondsMax * 1_000
  return view(await carryOut(plane, saved, ({ status }) => isOver(status), wait), plane.publicUrl)
})
