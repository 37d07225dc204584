import { Stripe } from 'stripe'
import { expect, onTestFinished } from 'vitest'
import { epochMs } from '../../../shared/platform/clock.ts'
import { dueBack } from '../../../shared/purchases/due.ts'
import { purchases } from '../../../shared/purchases/purchase.ts'
import { newWorld, type World } from '../world.ts'
import { eventsOf, type StripeEvent } from './events.ts'
import { apiKey, openStripe } from './server.ts'

const webhookSecret = 'whsec_of_a_test_world'

interface Signing {
  readonly secret?: string
  readonly ageSeconds?: number
}

/** A world that sells credits, through a stand-in of Stripe too; its books are audited when its test ends. */
export async function newShop(start: Parameters<typeof newWorld>[0] = { credit: { ada: 0 } }) {
  const world = await newWorld(start)
  const stripe = await openStripe()
  world.plane.payments = { stripe: { apiKey, webhookSecret, apiBase: stripe.url } }
  onTestFinished(() => auditShop(world))

  const post = (payload: string, { secret = webhookSecret, ageSeconds = 0 }: Signing = {}) => {
    const timestamp = Math.floor(epochMs(world.clock.now()) / 1_000) - ageSeconds
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
    return world.anyone.post('/v1/webhooks/stripe', payload, { 'stripe-signature': signature })
  }
  const buyer = (name: string) => {
    const asker = world.as(name)
    const { accountId } = world.citizen(name)
    return {
      accountId,
      async buy(body: object) {
        const { body: made } = await asker.post('/v1/billing/purchases', body)
        const look = async () => (await asker.get(`/v1/billing/purchases/${made.id}`)).body
        return { id: made.id, look, made }
      },
      available: async () => (await asker.get('/v1/billing/balance')).body.available.micros,
      /** Spends or gives credits, as nothing else would. */
      adjust: (micros: number) =>
        world.admin.post(`/admin/accounts/${accountId}/adjustments`, { micros, reason: 'a test' }),
    }
  }
  return {
    world,
    stripe,
    ada: world.as('ada'),
    buyer,
    ...buyer('ada'),
    /** An event as Stripe sends it, signed by its library. */
    tell: (event: StripeEvent, signing?: Signing) => post(JSON.stringify(event), signing),
    eventsOf: (purchaseId: string) => eventsOf(stripe, purchaseId),
  }
}
export type Shop = Awaited<ReturnType<typeof newShop>>

async function auditShop(world: World) {
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
  const { docs } = await world.plane.db.collection(purchases.name).get()
  for (const purchase of docs.map((document) => purchases.schema.parse(document.data()))) {
    expect(purchase.reversed_micros + purchase.owed_micros).toBe(dueBack(purchase))
  }
}
