import type { Account, Lot } from '../accounts/account.ts'
import type { Entry, Micros } from './entry.ts'

/**
 * Credits that expire are lots of the account. A lot is used up as credits are *spent* (not when they
 * are held), the one that expires soonest first. What is held when its lot expires may still be spent.
 */
export function lotsAfter(account: Account, entry: Entry): readonly Lot[] {
  const received = moved(entry, 'available')
  if (entry.expires_at && received > 0) {
    return [...account.lots, { id: entry.id, remaining: received, expires_at: entry.expires_at }]
  }
  if (entry.lot_id) return account.lots.flatMap((lot) => less(lot, entry.lot_id, -received))
  const spent = moved(entry, 'spent')
  return spent > 0 ? consumed(account.lots, spent) : account.lots
}

/** What of an expired lot is not held by any session, and so goes. */
export const lapsed = (account: Account, lot: Lot, now: string): Micros =>
  lot.expires_at <= now ? Math.min(lot.remaining, account.balance.available) : 0

/** Never more in lots than there is: what an adjustment or a reversal took, it took from them last. */
export function fitted(lots: readonly Lot[], room: Micros): readonly Lot[] {
  const excess = lots.reduce((sum, { remaining }) => sum + remaining, 0) - room
  return excess > 0 ? consumed(lots, excess) : lots
}

function consumed(lots: readonly Lot[], micros: Micros): readonly Lot[] {
  let left = micros
  return soonestFirst(lots).flatMap((lot) => {
    const part = Math.min(lot.remaining, left)
    left -= part
    return less(lot, lot.id, part)
  })
}

export const soonestFirst = (lots: readonly Lot[]): readonly Lot[] =>
  lots.toSorted((one, other) => (one.expires_at < other.expires_at ? -1 : 1))

const less = (lot: Lot, id: string | null, micros: Micros): Lot[] => {
  if (lot.id !== id) return [lot]
  return lot.remaining > micros ? [{ ...lot, remaining: lot.remaining - micros }] : []
}

const moved = ({ lines }: Entry, into: string): Micros =>
  lines.filter(({ book }) => book === into).reduce((sum, { micros }) => sum + micros, 0)
