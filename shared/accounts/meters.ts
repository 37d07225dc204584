import { earliest } from '../platform/clock.ts'
import type { Account, Meter } from './account.ts'

/** The account with a meter set, or without it; its due time follows. */
export const withMeter = (account: Account, sessionId: string, meter: Meter): Account =>
  due({ ...account, live: { ...account.live, [sessionId]: meter } })

export function withoutMeter(account: Account, sessionId: string): Account {
  const { [sessionId]: _, ...live } = account.live
  return due({ ...account, live })
}

function due(account: Account): Account {
  const moments = Object.values(account.live).map((meter) => meter.due_at)
  return { ...account, due_at: moments.length > 0 ? earliest(...moments) : null }
}
