import type { Account, Meter } from './account.ts'
import { withDue } from './due.ts'

/** The account with a meter set, or without it. */
export const withMeter = (account: Account, sessionId: string, meter: Meter): Account =>
  withDue({ ...account, live: { ...account.live, [sessionId]: meter } })

export function withoutMeter(account: Account, sessionId: string): Account {
  const { [sessionId]: _, ...live } = account.live
  return withDue({ ...account, live })
}
