import { accounts, newAccount } from '../../../shared/accounts/account.ts'
import { post } from '../../../shared/ledger/post.ts'
import { grant } from '../../../shared/ledger/verbs.ts'
import type { Caller } from '../../../shared/passports/caller.ts'
import type { Plane } from '../../../shared/plane.ts'

/** An account with credits, made without a user. */
export async function newAccountIn(plane: Plane, id: string, micros: number): Promise<void> {
  const at = plane.clock.now()
  await plane.transact(id, async (tx) => {
    const account = newAccount(id, at)
    if (!(await tx.create(accounts, id, account))) return
    const fact = { id: `grant-${id}`, accountId: id, at, note: 'to begin with', expiresAt: null }
    await post(tx, account, grant(fact, micros))
  })
}

/** Its owner, with a passport that is good for everything. */
export const callerIn = (accountId: string): Caller => ({
  accountId,
  userId: 'user',
  role: 'owner',
  scopes: [],
  passportId: 'pp',
  lineage: ['pp'],
  sessionId: null,
  providers: null,
  templates: null,
  rates: [],
})
