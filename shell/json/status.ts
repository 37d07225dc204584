import type * as z from 'zod'
import { accounts } from '../../shared/accounts/account.ts'
import type { cost } from '../../shared/contract/estimates.ts'
import { runningCost } from '../../shared/estimates/running.ts'
import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault, invariant } from '../../shared/platform/faults.ts'
import { findSession } from '../../shared/sessions/find.ts'
import type { Guest } from '../admit.ts'

export type Cost = z.output<typeof cost.output>

/** What the session costs as of now and how long it may last, for a guest who may see it. */
export async function statusFor(plane: Plane, { caller, session }: Guest): Promise<Cost> {
  if (caller.scopes.includes('billing:read')) return costOf(plane, session.account_id, session.id)
  throw new Fault('missing_scope', 'this passport lacks the scope billing:read')
}

/** The account is read first: a session that ends between the two reads is then seen to be over. */
export async function costOf({ db, clock }: Plane, accountId: string, id: string): Promise<Cost> {
  const account = await read(db, accounts, accountId)
  const session = await findSession(db, accountId, id)
  invariant(account, `session ${id} is of account ${accountId}, which is not there`)
  return runningCost(session, account, clock.now())
}
