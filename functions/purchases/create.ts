import { api } from '../../shared/contract/index.ts'
import { mustBeOn } from '../../shared/flags/read.ts'
import { defaultProvider, paymentProvider } from '../../shared/payments/index.ts'
import { derivedId, newId, sha256 } from '../../shared/platform/ids.ts'
import { openCheckout } from '../../shared/purchases/checkout.ts'
import { order } from '../../shared/purchases/order.ts'
import { viewPurchase } from '../../shared/purchases/view.ts'
import { handle } from '../handle.ts'

export default handle(api.purchases.create, async ({ body, headers, caller }, plane) => {
  await mustBeOn(plane.flag, 'buy_credits', caller.accountId)
  const key = headers['idempotency-key']
  const provider = body.provider ?? defaultProvider(plane.payments)
  // Refused before there is an order, where it is not set up.
  paymentProvider(plane.payments, provider)
  const wanted = {
    id: key ? derivedId('purchase', caller.accountId, key) : newId('purchase'),
    at: plane.clock.now(),
    accountId: caller.accountId,
    requestHash: key ? sha256(JSON.stringify(body)).toString('hex') : null,
    provider,
    wish: body,
    returnUrl: body.return_url ?? plane.publicUrl,
  }
  const purchase = await plane.transact(caller.accountId, (tx) => order(tx, wanted))
  return viewPurchase(await openCheckout(plane, purchase))
})
