import { api } from '../../shared/contract/index.ts'
import { stripeOf } from '../../shared/payments/index.ts'
import { receive } from '../../shared/payments/stripe/receive.ts'
import { handle } from '../handle.ts'

export default handle(api.webhooks.stripe, async ({ body, headers }, plane) => {
  const signed = { text: body, signature: headers['stripe-signature'], at: plane.clock.now() }
  await receive(plane, stripeOf(plane.payments), signed)
  return { received: true } as const
})
