import { epochMs, instant } from '../platform/clock.ts'
import type { Account } from './account.ts'

/** The account with its due time as its meters and lots say: everything that changes either ends here. */
export function withDue(account: Account): Account {
  let due: string | null = null
  // Moments of our own sort as text. Those of lots came from outside, and may be written otherwise.
  for (const { due_at: at } of Object.values(account.live)) {
    if (due === null || at < due) due = at
  }
  for (const { expires_at: expiresAt } of account.lots) {
    const at = instant(epochMs(expiresAt))
    if (due === null || at < due) due = at
  }
  return { ...account, due_at: due }
}
