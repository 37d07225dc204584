import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../firestore/transact.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { type Coupon, coupons } from './coupon.ts'

/** A coupon; or, for one that was made before with the same terms, that one. */
export async function makeCoupon(tx: Tx, wanted: Coupon): Promise<Coupon> {
  if (await tx.create(coupons, wanted.id, wanted)) return wanted
  const stored = await tx.get(coupons, wanted.id)
  invariant(stored, `coupon ${wanted.id} exists and is not there`)
  if (isDeepStrictEqual(termsOf(stored), termsOf(wanted))) return stored
  throw new Fault('idempotency_conflict', `${wanted.code} was made before, with other terms`)
}

const termsOf = ({ redemptions: _, created_at: __, ...terms }: Coupon) => terms
