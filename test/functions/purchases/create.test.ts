import { expect, test } from 'vitest'
import { newShop } from '../../kit/stripe/shop.ts'
import { newWorld } from '../../kit/world.ts'

const path = '/v1/billing/purchases'

test.each([
  ['a negative amount', '{"micros":-1000000}'],
  ['zero', '{"micros":0}'],
  ['a fraction of a micro-credit', '{"micros":1000000.5}'],
  ['a fraction of a cent', '{"micros":1000001}'],
  ['less than can be charged', '{"micros":490000}'],
  ['more than is sold at once', '{"micros":100000010000}'],
  ['more than is exact', '{"micros":9007199254750000}'],
  ['an infinite amount', '{"micros":1e999}'],
  ['a text', '{"micros":"1000000"}'],
  ['null', '{"micros":null}'],
  ['neither credits nor a product', '{}'],
  ['both credits and a product', '{"micros":1000000,"product_id":"team"}'],
  ['an unknown provider', '{"micros":1000000,"provider":"cash"}'],
  ['a place to return to that runs', '{"micros":1000000,"return_url":"javascript:alert(1)"}'],
  ['an unknown field', '{"micros":1000000,"credits":1}'],
])('an order of %s is refused, and none is made', async (_, body) => {
  const { ada } = await newShop()
  expect(await ada.post(path, body)).toMatchObject({
    status: 422,
    body: { code: 'invalid_request' },
  })
  expect((await ada.get(path)).body.purchases).toEqual([])
})

test.each([['NaN'], ['Infinity'], ['1_000_000']])('%s is no JSON', async (amount) => {
  const { ada } = await newShop()
  expect(await ada.post(path, `{"micros":${amount}}`)).toMatchObject({
    status: 400,
    body: { code: 'malformed_request' },
  })
})

test('a manual order waits, and costs a dollar a credit', async () => {
  const { buy, available } = await newShop()
  const { made, look } = await buy({ micros: 12_500_000, provider: 'manual' })
  expect(made).toMatchObject({
    status: 'pending',
    provider: 'manual',
    credits: { micros: 12_500_000, display: '12.50' },
    price: { currency: 'usd', cents: 1_250 },
    checkout_url: null,
  })
  expect(await look()).toEqual(made)
  expect(await available()).toBe(0)
})

test('a product is sold for its price, and an unknown one is 404', async () => {
  const { buy, ada } = await newShop()
  const { products } = (await ada.get('/v1/billing/products')).body
  const { made } = await buy({ product_id: 'team', provider: 'manual' })
  expect(products).toContainEqual(
    expect.objectContaining({ id: 'team', credits: made.credits, price: made.price }),
  )
  expect(await ada.post(path, { product_id: 'moon' })).toMatchObject({ status: 404 })
})

test("an order through Stripe has a page to pay on, asked for with Stripe's own client", async () => {
  const { buy, stripe } = await newShop()
  const { made } = await buy({ micros: 5_000_000, return_url: 'https://shop.test/back' })
  expect(made).toMatchObject({ provider: 'stripe', checkout_url: 'https://checkout.test/cs_1' })
  expect(stripe.pages.get('cs_1')?.form).toMatchObject({
    mode: 'payment',
    client_reference_id: made.id,
    'line_items[0][price_data][unit_amount]': '500',
    'line_items[0][price_data][currency]': 'usd',
    'metadata[onmemos_purchase]': made.id,
    'payment_intent_data[metadata][onmemos_purchase]': made.id,
    success_url: 'https://shop.test/back',
  })
})

test('without Stripe, manual is taken unless stripe is asked for, which is typed as unsupported', async () => {
  const world = await newWorld()
  const ada = world.as('ada')
  expect((await ada.post(path, { micros: 1_000_000 })).body).toMatchObject({ provider: 'manual' })
  expect(await ada.post(path, { micros: 1_000_000, provider: 'stripe' })).toMatchObject({
    status: 501,
    body: { code: 'unsupported' },
  })
  expect((await ada.get(path)).body.purchases).toHaveLength(1)
})

test('the same key orders once, also at once; with another body it is refused', async () => {
  const { ada, stripe } = await newShop()
  const order = (micros: number) => ada.post(path, { micros }, { 'idempotency-key': 'k1' })
  const answers = await Promise.all([1, 2, 3, 4].map(() => order(2_000_000)))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(answers.every(({ status }) => status === 201)).toBe(true)
  expect(stripe.pages.size).toBe(1)
  expect(await order(3_000_000)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
})

test('when Stripe is away the order says so, and the same key goes on with it', async () => {
  const { ada, stripe } = await newShop()
  const order = () => ada.post(path, { micros: 2_000_000 }, { 'idempotency-key': 'k1' })
  stripe.failures = 3
  expect(await order()).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } })
  const again = await order()
  expect(again).toMatchObject({ status: 201, body: { checkout_url: 'https://checkout.test/cs_1' } })
  expect((await ada.get(path)).body.purchases).toEqual([again.body])
})

test('purchases are listed newest first, page by page, and nobody sees those of others', async () => {
  const { world, ada, buy } = await newShop({ credit: { ada: 0, eve: 0 } })
  const ids: string[] = []
  for (const micros of [1_000_000, 2_000_000, 3_000_000]) {
    ids.unshift((await buy({ micros, provider: 'manual' })).id)
    world.advance({ seconds: 1 })
  }
  const first = (await ada.get(`${path}?limit=2`)).body
  const second = (await ada.get(`${path}?limit=2&cursor=${first.next_cursor}`)).body
  const listed = [...first.purchases, ...second.purchases].map(({ id }: { id: string }) => id)
  expect(listed).toEqual(ids)
  expect(second.next_cursor).toBeNull()
  expect((await world.as('eve').get(path)).body.purchases).toEqual([])
  expect(await world.as('eve').get(`${path}/${ids[0]}`)).toMatchObject({ status: 404 })
})
