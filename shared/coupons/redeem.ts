import type { Tx } from '../firestore/transact.ts'
import { type Posted, posted } from '../ledger/posted.ts'
import { grant } from '../ledger/verbs.ts'
import { type Instant, plusSeconds } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { type Coupon, couponIdOf, coupons, type Redemption, redemptions } from './coupon.ts'

interface Wish {
  readonly code: string
  readonly accountId: string
  readonly at: Instant
  readonly key: string | null
}

/**
 * Grants what a coupon is good for: once for each account, and never to more accounts than it may.
 * The coupon counts in the same commit, and is refused there if another has counted meanwhile.
 */
export async function redeem(tx: Tx, { code, accountId, at, key }: Wish): Promise<Posted> {
  const couponId = couponIdOf(code)
  const coupon = await tx.get(coupons, couponId)
  if (!coupon) throw new Fault('not_found', `no coupon ${code}`)
  const id = `${couponId}-${accountId}`
  const before = await tx.get(redemptions, id)
  if (before && key !== null && before.request_key === key) return granted(tx, coupon, before)
  if (before) throw unusable('redeemed', 'this account has redeemed it')
  if (coupon.valid_until <= at)
    throw unusable('expired', `it was valid until ${coupon.valid_until}`)
  if (coupon.redemptions >= coupon.redemptions_max) {
    throw unusable('exhausted', 'it was redeemed as often as it may be')
  }
  const redemption = {
    id,
    coupon_id: couponId,
    account_id: accountId,
    request_key: key,
    credits_expire_at: expiryOf(coupon, at),
    at,
  }
  tx.update(redemptions, id, redemption)
  tx.update(coupons, couponId, { ...coupon, redemptions: coupon.redemptions + 1 })
  return granted(tx, coupon, redemption)
}

const granted = (tx: Tx, { code, micros }: Coupon, redemption: Redemption): Promise<Posted> =>
  posted(
    tx,
    grant(
      {
        id: `coupon-${redemption.id}`,
        accountId: redemption.account_id,
        at: redemption.at,
        note: `coupon ${code}`,
        expiresAt: redemption.credits_expire_at,
      },
      micros,
    ),
  )

const expiryOf = (coupon: Coupon, at: Instant): Instant | null =>
  coupon.credits_expire_days
    ? plusSeconds(at, coupon.credits_expire_days * 86_400)
    : coupon.credits_expire_at

const unusable = (why: 'redeemed' | 'expired' | 'exhausted', detail: string) =>
  new Fault('coupon_unusable', detail, { facts: { why } })
