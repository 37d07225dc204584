import { api } from '../../shared/contract/index.ts'
import { couponIdOf } from '../../shared/coupons/coupon.ts'
import { redeem } from '../../shared/coupons/redeem.ts'
import { handle } from '../handle.ts'

export default handle(api.coupons.redeem, async ({ body, headers, caller }, plane) => {
  const wish = {
    code: body.code,
    accountId: caller.accountId,
    at: plane.clock.now(),
    key: headers['idempotency-key'] ?? null,
  }
  // The coupon is the group: of many who redeem it at once, all go into one commit.
  return plane.transact(couponIdOf(body.code), (tx) => redeem(tx, wish))
})
