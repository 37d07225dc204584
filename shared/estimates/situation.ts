import { accounts } from '../accounts/account.ts'
import { read } from '../firestore/collection.ts'
import type { Caller } from '../passports/caller.ts'
import type { Plane } from '../plane.ts'
import { invariant } from '../platform/faults.ts'
import { newId } from '../platform/ids.ts'
import { seal } from '../quotes/seal.ts'
import { type Estimate, quoteOf, type Situation } from './estimate.ts'
import { pastsOf } from './pasts.ts'
import { onTheWire } from './wire.ts'

/** All that an account's estimates rest on, read once however many there are. */
export async function situationOf(
  plane: Plane,
  { accountId, providers: permitted }: Pick<Caller, 'accountId' | 'providers'>,
): Promise<Situation> {
  const at = plane.clock.now()
  const [account, pasts, prices] = await Promise.all([
    read(plane.db, accounts, accountId),
    pastsOf(plane.db, accountId),
    plane.prices(at),
  ])
  invariant(account, `a passport names account ${accountId}, which is not there`)
  const { placement, autoPolicy } = plane
  const { available } = account.balance
  return { accountId, available, placement, autoPolicy, permitted, prices, pasts, at }
}

/** The estimate with a quote that fixes its price. */
export async function quoted(it: Estimate, situation: Situation, quoteKey: Uint8Array) {
  const quote = quoteOf(it, situation, newId('quote'))
  const token = await seal(quote, quoteKey)
  return onTheWire(it, situation, { token, expiresAt: quote.expires_at })
}
