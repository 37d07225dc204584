import { api } from '../../shared/contract/index.ts'
import { carryOut } from '../../shared/sessions/carryOut.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { resume } from '../../shared/sessions/resume.ts'
import { type Session, sessions } from '../../shared/sessions/session.ts'
import { view } from '../../shared/sessions/view.ts'
import { handle } from '../handle.ts'
import { waitMs } from '../prefer.ts'

export default handle(api.sessions.resume, async ({ params, query, headers, caller }, plane) => {
  const found = await findSession(plane.db, caller.accountId, params.id)
  const at = plane.clock.now()
  const tiers = await plane.tiers()
  const saved = await plane.transact(caller.accountId, async (tx) =>
    resume(tx, (await tx.get(sessions, found.id)) ?? found, at, tiers),
  )
  const hasSettled = ({ status }: Session) => status !== 'resuming'
  const wait = waitMs(query.wait, headers.prefer)
  return view(await carryOut(plane, saved, hasSettled, wait), plane.publicUrl)
})
