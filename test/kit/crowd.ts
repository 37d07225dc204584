import { type Account, accounts, newAccount } from '../../shared/accounts/account.ts'
import type { Tx } from '../../shared/firestore/transact.ts'
import { begin, open } from '../../shared/ledger/lease.ts'
import { post } from '../../shared/ledger/post.ts'
import { grant } from '../../shared/ledger/verbs.ts'
import type { Plane } from '../../shared/plane.ts'
import { plusSeconds } from '../../shared/platform/clock.ts'
import { each } from '../../shared/platform/each.ts'

/**
 * Makes accounts `acct-0`, `acct-1` … with running sessions `acct-0-0`, `acct-0-1` …, as far as the money sees them: there is
 * nothing of them but their leases. All are due for renewal in 150 s. Answers the accounts' ids.
 */
export async function crowd(plane: Plane, size: { accounts: number; sessionsEach: number }) {
  const ids = Array.from({ length: size.accounts }, (_, n) => `acct-${n}`)
  const what = (id: string) => ({ account_id: id })
  await each(ids, { log: plane.log, what, atOnce: 16 }, (id) =>
    plane.transact(id, (tx) => settle(tx, id, size.sessionsEach, plane.clock.now())),
  )
  return ids
}

async function settle(tx: Tx, id: string, sessions: number, at: string) {
  const account = async (): Promise<Account> => (await tx.get(accounts, id)) ?? newAccount(id, at)
  await tx.create(accounts, id, await account())
  const fact = { id: `grant-${id}`, accountId: id, at, note: 'to begin with', expiresAt: null }
  await post(tx, await account(), grant(fact, 1_000_000_000))
  for (let n = 0; n < sessions; n++) {
    const sessionId = `${id}-${n}`
    const lease = { sessionId, backend: 'local', rateMicrosPerHour: 45_000, at } as const
    await open(tx, await account(), { ...lease, expiresAt: plusSeconds(at, 86_400) })
    begin(tx, await account(), sessionId, at)
  }
}
