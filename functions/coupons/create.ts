import { api } from '../../shared/contract/index.ts'
import { couponIdOf, viewCoupon } from '../../shared/coupons/coupon.ts'
import { makeCoupon } from '../../shared/coupons/make.ts'
import { handle } from '../handle.ts'

export default handle(api.coupons.create, async ({ body }, { clock, transact }) => {
  const coupon = {
    ...body,
    id: couponIdOf(body.code),
    redemptions: 0,
    credits_expire_at: body.credits_expire_at ?? null,
    credits_expire_days: body.credits_expire_days ?? null,
    created_at: clock.now(),
  }
  return viewCoupon(await transact(coupon.id, (tx) => makeCoupon(tx, coupon)))
})
