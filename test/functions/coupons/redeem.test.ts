import { expect, onTestFinished, test } from 'vitest'
import { newWorld, type World } from '../../kit/world.ts'

const path = '/v1/billing/coupons/redeem'
const code = 'WELCOME-2026'
const terms = { code, micros: 5_000_000, redemptions_max: 3, valid_until: inDays(30) }

function inDays(days: number) {
  return new Date(Date.now() + days * 86_400_000).toISOString()
}

/** A world with a coupon; its books are audited when its test ends. */
async function withCoupon(more: object = {}, names: readonly string[] = ['ada']) {
  const world = await newWorld({ credit: Object.fromEntries(names.map((name) => [name, 0])) })
  onTestFinished(async () =>
    expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] }),
  )
  expect(await world.admin.post('/admin/coupons', { ...terms, ...more })).toMatchObject({
    status: 201,
  })
  return world
}

const redeem = (world: World, name = 'ada', key?: string) =>
  world.as(name).post(path, { code }, key ? { 'idempotency-key': key } : {})
const available = async (world: World, name = 'ada') =>
  (await world.as(name).get('/v1/billing/balance')).body.available.micros
const redemptions = async (world: World) =>
  (await world.admin.get(`/admin/coupons/${code}`)).body.redemptions

test('a coupon grants its credits once for each account, typed in capitals or not', async () => {
  const world = await withCoupon({}, ['ada', 'eve'])
  const answer = await world.as('ada').post(path, { code: 'welcome-2026' })
  expect(answer).toMatchObject({
    status: 201,
    body: {
      entry: { verb: 'grant', note: `coupon ${code}` },
      balance: { available: { micros: 5_000_000 } },
    },
  })
  expect(await redeem(world)).toMatchObject({
    status: 422,
    body: { code: 'coupon_unusable', why: 'redeemed' },
  })
  expect(await redeem(world, 'eve')).toMatchObject({ status: 201 })
  expect(await redemptions(world)).toBe(2)
  expect(await available(world)).toBe(5_000_000)
})

test('the same key is answered the same, and counts once', async () => {
  const world = await withCoupon({ credits_expire_days: 7 })
  const first = await redeem(world, 'ada', 'k1')
  world.advance({ seconds: 60 })
  expect((await redeem(world, 'ada', 'k1')).body).toEqual(first.body)
  expect(await redeem(world, 'ada', 'k2')).toMatchObject({ status: 422 })
  expect(await redemptions(world)).toBe(1)
})

test('of many accounts at once, as many redeem it as may', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `user${n}`)
  const world = await withCoupon({}, names)
  const answers = await Promise.all(names.map((name) => redeem(world, name)))
  const refused = answers.filter(({ status }) => status !== 201)
  expect(refused).toHaveLength(17)
  expect(refused.every(({ body }) => body.why === 'exhausted')).toBe(true)
  const balances = await Promise.all(names.map((name) => available(world, name)))
  expect(balances.filter((micros) => micros === 5_000_000)).toHaveLength(3)
  expect(await redemptions(world)).toBe(3)
})

test('one account at once: one redemption', async () => {
  const world = await withCoupon()
  const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(world)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(await available(world)).toBe(5_000_000)
})

test('a coupon whose time is over, and one that never was, are refused', async () => {
  const world = await withCoupon()
  expect(await world.as('ada').post(path, { code: 'WELCOME-2027' })).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  world.advance({ seconds: 31 * 86_400 })
  expect(await redeem(world)).toMatchObject({ status: 422, body: { why: 'expired' } })
  expect(await available(world)).toBe(0)
})

test('made again with the same terms it is the same; with others it is refused', async () => {
  const world = await withCoupon()
  await redeem(world)
  expect(await world.admin.post('/admin/coupons', terms)).toMatchObject({
    status: 201,
    body: { redemptions: 1 },
  })
  expect(await world.admin.post('/admin/coupons', { ...terms, micros: 6 })).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
  expect(await world.admin.get('/admin/coupons/NEVER-WAS')).toMatchObject({ status: 404 })
})

test.each([
  ['negative credits', { micros: -1 }],
  ['no credits', { micros: 0 }],
  ['a fraction', { micros: 0.5 }],
  ['more than is exact', { micros: 2 ** 53 }],
  ['a text', { micros: '5' }],
  ['no redemptions', { redemptions_max: 0 }],
  ['two expiries', { credits_expire_days: 1, credits_expire_at: inDays(1) }],
  ['a path for a code', { code: '../../x' }],
])('a coupon with %s is refused', async (_, more) => {
  const world = await newWorld()
  expect(await world.admin.post('/admin/coupons', { ...terms, ...more })).toMatchObject({
    status: 422,
    body: { code: 'invalid_request' },
  })
})

test('credits that expire first are spent first, and what is left of them goes when its time comes', async () => {
  const world = await withCoupon({ micros: 300_000, credits_expire_days: 2 })
  const { accountId } = world.citizen('ada')
  await world.admin.post(`/admin/accounts/${accountId}/credits`, { micros: 500_000 })
  await world.admin.post(`/admin/accounts/${accountId}/credits`, {
    micros: 200_000,
    expires_at: inDays(1),
  })
  await redeem(world)

  const { body: session } = await world.as('ada').post('/v1/sessions', { provider: 'local' })
  world.advance({ seconds: 60 })
  await world.as('ada').delete(`/v1/sessions/${session.id}`)
  const { charged } = (await world.as('ada').get(`/v1/sessions/${session.id}/receipt`)).body
  expect(charged.micros).toBeGreaterThan(0)
  expect(await available(world)).toBe(1_000_000 - charged.micros)

  world.advance({ seconds: 86_400 })
  await world.run('sweep')
  expect(await available(world)).toBe(800_000)
  world.advance({ seconds: 86_400 })
  await Promise.all([world.run('sweep'), world.run('sweep')])
  await world.run('sweep')
  expect(await available(world)).toBe(500_000)
  const { transactions } = (await world.as('ada').get('/v1/billing/transactions')).body
  const expiries = transactions.filter(({ verb }: { verb: string }) => verb === 'expire')
  const gone = expiries.map(({ lines }: { lines: { micros: number }[] }) => lines[1]?.micros)
  expect(gone).toEqual([300_000, 200_000 - charged.micros])
})
