import { expect, test } from 'vitest'
import { event } from '../../kit/stripe/events.ts'
import { newShop, type Shop } from '../../kit/stripe/shop.ts'
import { newWorld } from '../../kit/world.ts'

const order = { micros: 10_000_000 }

async function bought(shop: Shop) {
  const { id, look } = await shop.buy(order)
  return { id, look, ...shop.eventsOf(id) }
}

test('a payment credits its purchase; told again, it changes nothing', async () => {
  const shop = await newShop()
  const { completed, look } = await bought(shop)
  const told = completed()
  expect(await shop.tell(told)).toMatchObject({ status: 200, body: { received: true } })
  await Promise.all([shop.tell(told), shop.tell(told), shop.tell(completed())])
  expect(await look()).toMatchObject({ status: 'paid', paid_at: expect.any(String) })
  expect(await shop.available()).toBe(10_000_000)
})

test.each([
  ['another secret', { secret: 'whsec_of_somebody_else' }],
  ['a signature of six minutes ago', { ageSeconds: 360 }],
])('an event with %s is refused, and credits nothing', async (_, signing) => {
  const shop = await newShop()
  const { completed, look } = await bought(shop)
  expect(await shop.tell(completed(), signing)).toMatchObject({
    status: 400,
    body: { code: 'invalid_signature' },
  })
  expect(await look()).toMatchObject({ status: 'pending' })
})

test('an event without a signature, with half of one, or altered by a space is refused', async () => {
  const shop = await newShop()
  const { completed, look } = await bought(shop)
  const payload = JSON.stringify(completed())
  const { anyone } = shop.world
  for (const signature of ['', 't=1', 'v1=abc', 't=1,v1=abc', 'nonsense']) {
    const answer = await anyone.post('/v1/webhooks/stripe', payload, {
      'stripe-signature': signature,
    })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_signature' } })
  }
  const sound = await import('stripe').then(({ Stripe }) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_of_a_test_world' }),
  )
  const headers = { 'stripe-signature': sound }
  expect(await anyone.post('/v1/webhooks/stripe', `${payload} `, headers)).toMatchObject({
    status: 400,
  })
  expect(await look()).toMatchObject({ status: 'pending' })
  expect(await anyone.post('/v1/webhooks/stripe', payload, headers)).toMatchObject({ status: 200 })
  expect(await look()).toMatchObject({ status: 'paid' })
})

test('events of other types, of unknown orders, and of orders not made at Stripe are taken and left', async () => {
  const shop = await newShop()
  const manual = await shop.buy({ ...order, provider: 'manual' })
  const { completed } = await bought(shop)
  const { object } = completed().data
  for (const told of [
    event('customer.created', { id: 'cus_1' }),
    event('checkout.session.completed', { ...object, metadata: { onmemos_purchase: 'po0' } }),
    event('checkout.session.completed', { ...object, metadata: { onmemos_purchase: manual.id } }),
    event('checkout.session.completed', { ...object, metadata: {} }),
    event('checkout.session.completed', { ...object, metadata: null }),
  ]) {
    expect(await shop.tell(told)).toMatchObject({ status: 200 })
  }
  expect(await shop.available()).toBe(0)
  expect(await manual.look()).toMatchObject({ status: 'pending' })
})

test.each([
  ['another currency', { currency: 'eur' }, '1000 cents of eur paid, 1000 cents of usd ordered'],
  ['less', { amount_total: 999 }, '999 cents of usd paid, 1000 cents of usd ordered'],
  ['more', { amount_total: 100_000 }, '100000 cents of usd paid, 1000 cents of usd ordered'],
  ['no amount', { amount_total: null }, '0 cents of usd paid, 1000 cents of usd ordered'],
])('a payment of %s than ordered credits nothing and is reported', async (_, more, problem) => {
  const shop = await newShop()
  const { completed, look } = await bought(shop)
  expect(await shop.tell(completed(more))).toMatchObject({ status: 200 })
  expect(await look()).toMatchObject({ status: 'failed', problem })
  expect(await shop.available()).toBe(0)
  expect(shop.world.logged.filter((line) => line.includes(problem))).toHaveLength(1)
})

test('a payment that takes days credits when it succeeds, and not when it was only begun', async () => {
  const shop = await newShop()
  const { completed, succeeded, look } = await bought(shop)
  await shop.tell(completed({ payment_status: 'unpaid' }))
  expect(await look()).toMatchObject({ status: 'pending' })
  await shop.tell(succeeded())
  expect(await look()).toMatchObject({ status: 'paid' })
  expect(await shop.available()).toBe(10_000_000)
})

test.each(['failed', 'expired'] as const)('a payment that %s leaves no credits', async (how) => {
  const shop = await newShop()
  const events = await bought(shop)
  await shop.tell(events[how]())
  expect(await events.look()).toMatchObject({ status: how, paid_at: null })
  expect(await shop.available()).toBe(0)
})

test('money that came is credited, whatever was told before', async () => {
  const shop = await newShop()
  const { expired, failed, completed, look } = await bought(shop)
  for (const told of [expired(), failed(), completed()]) await shop.tell(told)
  await shop.tell(expired())
  expect(await look()).toMatchObject({ status: 'paid' })
  expect(await shop.available()).toBe(10_000_000)
})

test('a refund told before its payment takes nothing of what else there is', async () => {
  const shop = await newShop({ credit: { ada: 5 } })
  const { completed, refunded, look } = await bought(shop)
  await shop.tell(refunded(400))
  expect(await look()).toMatchObject({ status: 'pending', owed: { micros: 0 } })
  expect(await shop.available()).toBe(5_000_000)
  await shop.tell(completed())
  expect(await look()).toMatchObject({ status: 'partly_refunded' })
  expect(await shop.available()).toBe(11_000_000)
})

test('a dispute takes the credits at once; won, they come back; lost, they stay away', async () => {
  for (const [outcome, status, available] of [
    ['won', 'paid', 10_000_000],
    ['lost', 'charged_back', 0],
  ] as const) {
    const shop = await newShop()
    const { completed, disputed, closed, look } = await bought(shop)
    await shop.tell(completed())
    await shop.tell(disputed('needs_response'))
    expect(await look()).toMatchObject({ status: 'disputed', reversed: { micros: 10_000_000 } })
    expect(await shop.available()).toBe(0)
    await shop.tell(closed(outcome))
    await shop.tell(disputed('needs_response'))
    expect(await look()).toMatchObject({ status })
    expect(await shop.available()).toBe(available)
  }
})

test('an inquiry takes nothing, until it becomes a dispute', async () => {
  const shop = await newShop()
  const { completed, disputed, look } = await bought(shop)
  await shop.tell(completed())
  await shop.tell(disputed('warning_needs_response'))
  expect(await look()).toMatchObject({ status: 'paid' })
  await shop.tell(disputed('needs_response'))
  await shop.tell(disputed('warning_needs_response'))
  expect(await look()).toMatchObject({ status: 'disputed' })
})

test('a dispute of spent credits that is won owes nothing any more', async () => {
  const shop = await newShop()
  const { completed, disputed, closed, look } = await bought(shop)
  await shop.tell(completed())
  await shop.adjust(-4_000_000)
  await shop.tell(disputed('needs_response'))
  expect(await look()).toMatchObject({ owed: { micros: 4_000_000 } })
  await shop.tell(closed('won'))
  expect(await look()).toMatchObject({ owed: { micros: 0 }, reversed: { micros: 0 } })
  expect(await shop.available()).toBe(6_000_000)
})

test('a dispute of a payment that is not of us is taken and left', async () => {
  const shop = await newShop()
  const { completed, disputed, look } = await bought(shop)
  await shop.tell(completed())
  await shop.tell(disputed('needs_response', { payment_intent: 'pi_of_another_shop' }))
  await shop.tell(disputed('needs_response', { payment_intent: null }))
  expect(await look()).toMatchObject({ status: 'paid' })
})

test("an administrator's refund goes to Stripe, whose event takes the credits", async () => {
  const shop = await newShop()
  const { id, completed, refunded, look } = await bought(shop)
  const refund = (body: object) =>
    shop.world.admin.post(`/admin/purchases/${id}/refund`, body, { 'idempotency-key': 'k1' })
  expect(await refund({ reason: 'early' })).toMatchObject({ status: 409 })
  await shop.tell(completed())
  const wish = { cents: 300, reason: 'too many' }
  expect(await refund(wish)).toMatchObject({ status: 200, body: { status: 'paid' } })
  expect(await refund(wish)).toMatchObject({ status: 200 })
  expect(shop.stripe.refunds).toMatchObject([{ amount: '300', payment_intent: 'pi_1' }])
  await shop.tell(refunded(300))
  expect(await look()).toMatchObject({ status: 'partly_refunded', refunded: { cents: 300 } })
  expect(await shop.available()).toBe(7_000_000)
})

test('what Stripe refuses is a typed refusal, and what is wrong with our key is not', async () => {
  const shop = await newShop()
  const { id, completed } = await bought(shop)
  await shop.tell(completed())
  const refund = () => shop.world.admin.post(`/admin/purchases/${id}/refund`, { reason: 'asked' })
  shop.stripe.refusal = 'charge_already_refunded'
  expect(await refund()).toMatchObject({
    status: 402,
    body: { code: 'payment_refused', detail: 'Stripe: charge_already_refunded' },
  })
  const { stripe } = shop.world.plane.payments
  if (stripe) shop.world.plane.payments = { stripe: { ...stripe, apiKey: 'sk_test_of_nobody' } }
  expect(await refund()).toMatchObject({ status: 500, body: { code: 'internal' } })
})

test('an order at Stripe is confirmed by Stripe alone, and cancelled there too', async () => {
  const shop = await newShop()
  const { id, look } = await bought(shop)
  const { admin } = shop.world
  expect(await admin.post(`/admin/purchases/${id}/confirm`)).toMatchObject({ status: 409 })
  expect(await admin.post(`/admin/purchases/${id}/cancel`)).toMatchObject({ status: 200 })
  expect(await look()).toMatchObject({ status: 'cancelled' })
})

test('without Stripe, its events are a typed refusal', async () => {
  const world = await newWorld()
  expect(await world.anyone.post('/v1/webhooks/stripe', {})).toMatchObject({
    status: 501,
    body: { code: 'unsupported' },
  })
})
