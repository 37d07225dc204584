import { invariant } from '../platform/faults.ts'
import type { Account, Meter } from './account.ts'
import { withDue } from './due.ts'

/** The account with a meter set, or without it. */
export const withMeter = (account: Account, sessionId: string, meter: Meter): Account =>
  withDue({ ...account, live: { ...account.live, [sessionId]: meter } })

export function withoutMeter(account: Account, sessionId: string): Account {
  const { [sessionId]: _, ...live } = account.live
  return withDue({ ...account, live })
}

export function meterOf(account: Account, sessionId: string): Meter {
  const meter = account.live[sessionId]
  invariant(meter, `account ${account.id} has no meter for ${sessionId}`)
  return meter
}
