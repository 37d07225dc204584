import { expect, test } from 'vitest'
import { newShop, type Shop } from '../../kit/stripe/shop.ts'

const order = { micros: 10_000_000, provider: 'manual' }

const act = ({ world }: Shop, id: string) => ({
  confirm: () => world.admin.post(`/admin/purchases/${id}/confirm`),
  cancel: () => world.admin.post(`/admin/purchases/${id}/cancel`),
  refund: (body: object, key?: string) =>
    world.admin.post(`/admin/purchases/${id}/refund`, body, key ? { 'idempotency-key': key } : {}),
})

async function paid(shop: Shop) {
  const { id, look } = await shop.buy(order)
  await act(shop, id).confirm()
  return { id, look, ...act(shop, id) }
}

test('confirmed twice, and eight times at once, it credits once', async () => {
  const shop = await newShop()
  const { id } = await shop.buy(order)
  const { confirm } = act(shop, id)
  const answers = await Promise.all(Array.from({ length: 8 }, confirm))
  answers.push(await confirm())
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(await shop.available()).toBe(10_000_000)
  const { transactions } = (await shop.ada.get('/v1/billing/transactions')).body
  expect(transactions).toHaveLength(1)
  expect(transactions[0]).toMatchObject({ verb: 'purchase', note: '10.00 credits' })
})

test('a cancelled order is cancelled once, and cannot be confirmed', async () => {
  const shop = await newShop()
  const { id, look } = await shop.buy(order)
  const { cancel, confirm } = act(shop, id)
  expect((await cancel()).body).toMatchObject({ status: 'cancelled' })
  expect(await cancel()).toMatchObject({ status: 200, body: { status: 'cancelled' } })
  expect(await confirm()).toMatchObject({ status: 409, body: { code: 'purchase_not_open' } })
  expect(await look()).toMatchObject({ status: 'cancelled' })
  expect(await shop.available()).toBe(0)
})

test('a paid order cannot be cancelled, and one that was not paid cannot be refunded', async () => {
  const shop = await newShop()
  const { cancel } = await paid(shop)
  expect(await cancel()).toMatchObject({ status: 409, body: { code: 'purchase_not_open' } })
  const { id } = await shop.buy(order)
  expect(await act(shop, id).refund({ reason: 'asked for' })).toMatchObject({
    status: 409,
    body: { code: 'purchase_not_open' },
  })
})

test('a confirmation and a cancellation at once: one of them wins', async () => {
  const shop = await newShop()
  const { id, look } = await shop.buy(order)
  const { confirm, cancel } = act(shop, id)
  const statuses = (await Promise.all([confirm(), cancel()])).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([200, 409])
  const isPaid = (await look()).status === 'paid'
  expect(await shop.available()).toBe(isPaid ? 10_000_000 : 0)
})

test('refunds take credits back in proportion, up to all of them, once for each key', async () => {
  const shop = await newShop()
  const { refund } = await paid(shop)
  const part = { cents: 400, reason: 'too many' }
  expect((await refund(part, 'k1')).body).toMatchObject({
    status: 'partly_refunded',
    refunded: { cents: 400 },
    reversed: { micros: 4_000_000 },
  })
  await Promise.all([refund(part, 'k1'), refund(part, 'k1')])
  expect(await shop.available()).toBe(6_000_000)
  expect(await refund({ cents: 401, reason: 'too many' }, 'k1')).toMatchObject({ status: 409 })
  expect(await refund({ cents: 601, reason: 'too many' })).toMatchObject({
    status: 422,
    body: { code: 'refund_too_large', left_cents: 600 },
  })
  expect((await refund({ reason: 'all' }, 'k2')).body).toMatchObject({
    status: 'refunded',
    refunded: { cents: 1_000 },
    reversed: { micros: 10_000_000 },
  })
  expect((await refund({ reason: 'all' }, 'k2')).status).toBe(200)
  expect(await shop.available()).toBe(0)
})

test('two refunds of more than half at once: one is refused', async () => {
  const shop = await newShop()
  const { refund } = await paid(shop)
  const wish = { cents: 600, reason: 'too many' }
  const statuses = (await Promise.all([refund(wish), refund(wish)])).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([200, 422])
  expect(await shop.available()).toBe(4_000_000)
})

test.each([
  ['nothing', '{"cents":0,"reason":"x"}'],
  ['less than nothing', '{"cents":-1,"reason":"x"}'],
  ['a fraction', '{"cents":1.5,"reason":"x"}'],
  ['a text', '{"cents":"100","reason":"x"}'],
  ['too much to be exact', '{"cents":9007199254740993,"reason":"x"}'],
  ['no reason', '{"cents":1}'],
])('a refund of %s is refused', async (_, body) => {
  const shop = await newShop()
  const { id } = await paid(shop)
  expect(await shop.world.admin.post(`/admin/purchases/${id}/refund`, body)).toMatchObject({
    status: 422,
  })
  expect(await shop.available()).toBe(10_000_000)
})

test('what was spent is owed, never below zero, and comes first off the next purchase', async () => {
  const shop = await newShop()
  const { refund, look } = await paid(shop)
  await shop.adjust(-7_000_000)
  expect((await refund({ reason: 'all' })).body).toMatchObject({
    status: 'refunded',
    reversed: { micros: 3_000_000 },
    owed: { micros: 7_000_000 },
  })
  expect(await shop.available()).toBe(0)

  const small = await shop.buy({ micros: 5_000_000, provider: 'manual' })
  await act(shop, small.id).confirm()
  expect(await shop.available()).toBe(0)
  expect(await look()).toMatchObject({ owed: { micros: 2_000_000 } })

  await paid(shop)
  expect(await shop.available()).toBe(8_000_000)
  expect(await look()).toMatchObject({ owed: { micros: 0 }, reversed: { micros: 10_000_000 } })
})

test('of a product with credits on top, a part is taken back to the micro-credit', async () => {
  const shop = await newShop()
  const { id } = await shop.buy({ product_id: 'team', provider: 'manual' })
  const { confirm, refund } = act(shop, id)
  await confirm()
  const { body } = await refund({ cents: 3_333, reason: 'a third' })
  expect(body.reversed.micros).toBe(Math.floor((105_000_000 * 3_333) / 10_000))
  expect((await refund({ reason: 'the rest' })).body.reversed.micros).toBe(105_000_000)
  expect(await shop.available()).toBe(0)
})
