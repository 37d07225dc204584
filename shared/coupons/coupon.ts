import * as z from 'zod'
import { Coupon as View } from '../contract/coupons.ts'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import { derivedId } from '../platform/ids.ts'

export const Coupon = View.extend({ id: z.string() })
export type Coupon = z.output<typeof Coupon>

export const coupons = collection('coupons', Coupon)

/** A document's name that a code cannot choose, and that is as long for any. */
export const couponIdOf = (code: string): string => derivedId('coupon', code)

/** That an account redeemed a coupon: made once. */
export const Redemption = z.object({
  id: z.string(),
  coupon_id: z.string(),
  account_id: z.string(),
  /** Of the request, where it carried an idempotency key. */
  request_key: z.string().nullable(),
  credits_expire_at: Timestamp.nullable(),
  at: Timestamp,
})
export type Redemption = z.output<typeof Redemption>

export const redemptions = collection('redemptions', Redemption)

export const viewCoupon = ({ id: _, ...coupon }: Coupon): z.output<typeof View> => coupon
