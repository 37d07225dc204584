import type { Account } from '../accounts/account.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { lapsed, soonestFirst } from './lots.ts'
import { post } from './post.ts'
import { expire } from './verbs.ts'

/** Takes what is left of lots whose time is over. What a session holds of them may still be spent. */
export async function expireLots(tx: Tx, account: Account, at: Instant): Promise<Account> {
  let after = account
  for (const lot of soonestFirst(account.lots)) {
    const micros = lapsed(after, lot, at)
    if (micros === 0) continue
    const fact = {
      // What remains tells one expiry of a lot from the next, and a repeated one from both.
      id: `expire-${lot.id}-${lot.remaining}`,
      accountId: account.id,
      at,
      note: `to be used by ${lot.expires_at}`,
      lotId: lot.id,
    }
    after = await post(tx, after, expire(fact, micros))
  }
  return after
}
