import type { Context } from 'hono'
import type { Rate } from '../shared/accounts/rates.ts'
import type { Plane } from '../shared/plane.ts'
import { sha256 } from '../shared/platform/ids.ts'
import { callerAddress } from './address.ts'

/** Counts a request against these rates, and says in the answer's headers where the scarcest stands. */
export async function takeTurn(
  context: Context,
  { takeTurn: take }: Plane,
  rates: readonly Rate[],
): Promise<void> {
  const standing = await take(rates)
  if (!standing) return
  context.header('ratelimit-limit', String(standing.limit))
  context.header('ratelimit-remaining', String(standing.remaining))
  context.header('ratelimit-reset', String(standing.resetSeconds))
}

/** The rate of requests of one kind from where this one comes; none where that is not known. */
export function rateOfAddress(
  context: Context,
  plane: Plane,
  kind: 'refused' | 'open',
  perMinute: number,
): readonly Rate[] {
  const address = callerAddress(context, plane)
  // Not the address itself: what is counted need not be known.
  return address === null
    ? []
    : [{ id: `${kind}-${sha256(address).toString('hex').slice(0, 32)}`, perMinute }]
}
