import { api } from '../../shared/contract/index.ts'
import { newId } from '../../shared/platform/ids.ts'
import { extend } from '../../shared/sessions/extend.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { view } from '../../shared/sessions/view.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.extend, async ({ params, headers, body, caller }, plane) => {
  const found = await findSession(plane.db, caller.accountId, params.id)
  const request = {
    minutes: body.minutes,
    // Without a key of the caller's, one of ours: a commit whose answer was lost is not made twice.
    key: headers['idempotency-key'] ?? newId('command'),
    at: plane.clock.now(),
  }
  const after = await plane.transact(caller.accountId, (tx) => extend(tx, found.id, request))
  return view(after ?? found, plane.publicUrl)
})
