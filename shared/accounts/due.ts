import { earliest } from '../platform/clock.ts'
import type { Account } from './account.ts'

/** The account with its due time as its meters and lots say: everything that changes either ends here. */
export function withDue(account: Account): Account {
  const moments = [
    ...Object.values(account.live).map((meter) => meter.due_at),
    ...account.lots.map((lot) => lot.expires_at),
  ]
  return { ...account, due_at: moments.length > 0 ? earliest(...moments) : null }
}
