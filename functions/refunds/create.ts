import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { refundSession } from '../../shared/refunds/refund.ts'
import { sessions } from '../../shared/sessions/session.ts'
import { handle } from '../handle.ts'
import { entryId } from '../idempotency.ts'

export default handle(api.refunds.create, async ({ params, headers, body }, plane) => {
  const session = await read(plane.db, sessions, params.id)
  if (!session) throw new Fault('not_found', `no session ${params.id}`)
  const wish = {
    id: entryId('refund', session.id, headers),
    sessionId: session.id,
    accountId: session.account_id,
    at: plane.clock.now(),
    note: body.reason,
  }
  return plane.transact(session.account_id, (tx) => refundSession(tx, wish, body.micros))
})
