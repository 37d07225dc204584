import { api } from '../../shared/contract/index.ts'
import { receiptOf } from '../../shared/ledger/receipt.ts'
import { entriesOf } from '../../shared/ledger/store.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.receipt, async ({ params, caller }, plane) => {
  const session = await findSession(plane.db, caller.accountId, params.id)
  return receiptOf(session, await entriesOf(plane.db, session.id))
})
