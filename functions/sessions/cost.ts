import { accounts } from '../../shared/accounts/account.ts'
import { api } from '../../shared/contract/index.ts'
import { runningCost } from '../../shared/estimates/running.ts'
import { read } from '../../shared/firestore/collection.ts'
import { invariant } from '../../shared/platform/faults.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.cost, async ({ params, caller }, { db, clock }) => {
  // The account first: a session that ends between the two reads is then seen to be over.
  const account = await read(db, accounts, caller.accountId)
  const session = await findSession(db, caller.accountId, params.id)
  invariant(account, `a passport names account ${caller.accountId}, which is not there`)
  return runningCost(session, account, clock.now())
})
