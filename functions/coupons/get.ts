import { api } from '../../shared/contract/index.ts'
import { couponIdOf, coupons, viewCoupon } from '../../shared/coupons/coupon.ts'
import { read } from '../../shared/firestore/collection.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.coupons.get, async ({ params: { code } }, { db }) => {
  const coupon = await read(db, coupons, couponIdOf(code))
  if (!coupon) throw new Fault('not_found', `no coupon ${code}`)
  return viewCoupon(coupon)
})
