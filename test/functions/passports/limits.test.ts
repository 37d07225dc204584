import { expect, test } from 'vitest'
import { asker } from '../../kit/asker.ts'
import { newWorld, type World } from '../../kit/world.ts'

/** A world in which nothing comes to run: places are taken when a session is created. */
async function quietWorld() {
  const world = await newWorld({ credit: { ada: 100 }, dispatch: 'pubsub' })
  world.plane.publish = async () => undefined
  const passport = async (limits: object, from = world.citizen('ada').key) =>
    (await asking(world, from).post('/v1/passports', { name: 'bounded', limits })).body
  return { world, ada: world.as('ada'), passport }
}
const asking = (world: World, key: string) => asker(world.faces.public, { 'x-api-key': key })
const local = { provider: 'local' }
const create = (ask: ReturnType<typeof asker>, wish: object = {}) =>
  ask.post('/v1/sessions?wait=0', { ...local, ...wish })

test("a passport's sessions at once are bounded, with those of all made from it", async () => {
  const { world, ada, passport } = await quietWorld()
  const parent = await passport({ sessions_max: 2 })
  const child = await passport({}, parent.passport_key)
  const asChild = asking(world, child.passport_key)
  const first = await create(asChild)
  expect(first.status).toBe(201)
  expect((await create(asking(world, parent.passport_key))).status).toBe(201)
  expect(await create(asChild)).toMatchObject({
    status: 429,
    body: {
      code: 'too_many_sessions',
      limit: 'sessions_max',
      allowed: 2,
      passport_id: parent.passport_id,
    },
  })
  expect((await create(ada)).status).toBe(201)
  const look = await ada.get(`/v1/passports/${parent.passport_id}`)
  expect(look.body.usage).toMatchObject({ sessions_live: 2, sessions_today: 2 })
})

test('so many a day are created, and the answer says when the next day begins', async () => {
  const { world, passport } = await quietWorld()
  const daily = await passport({ sessions_per_day_max: 1 })
  const ask = asking(world, daily.passport_key)
  expect((await create(ask)).status).toBe(201)
  const refused = await create(ask)
  expect(refused).toMatchObject({ status: 429, body: { code: 'daily_limit_reached', allowed: 1 } })
  const seconds = Number(refused.headers.get('retry-after'))
  world.advance({ seconds: seconds - 60 })
  expect((await create(ask)).status).toBe(429)
  world.advance({ seconds: 61 })
  expect((await create(ask)).status).toBe(201)
})

test('what is held counts as spent, so that a ceiling on spending is never passed', async () => {
  const { world, passport } = await quietWorld()
  // The first lease of the smallest machine costs 3,750 micro-credits.
  const thrifty = await passport({ spend_micros_per_day_max: 5_000 })
  const ask = asking(world, thrifty.passport_key)
  expect((await create(ask)).status).toBe(201)
  expect((await create(ask)).status).toBe(201)
  expect(await create(ask)).toMatchObject({ status: 429, body: { code: 'spend_limit_reached' } })
  const { held } = (await world.as('ada').get('/v1/billing/balance')).body
  expect(held.micros).toBeLessThanOrEqual(5_000)
})

test('it is good for its providers and templates alone', async () => {
  const { world, ada } = await quietWorld()
  const wish = { name: 'python', providers: ['local'], templates: ['python'] }
  const { passport_key: key } = (await ada.post('/v1/passports', wish)).body
  const ask = asking(world, key)
  expect(await create(ask)).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
  expect(await create(ask, { provider: 'gke', template: 'python' })).toMatchObject({ status: 403 })
  expect((await create(ask, { template: 'python' })).status).toBe(201)
})

test('an account has what its tier says, and what it is given beside', async () => {
  const { world, ada } = await quietWorld()
  const { accountId } = world.citizen('ada')
  const path = `/admin/accounts/${accountId}`
  expect((await world.admin.ask('PATCH', path, { tier: 'free' })).body).toMatchObject({
    tier: 'free',
    limits: { sessions_max: 5, sessions_per_day_max: 10, memory_mb_max: 512 },
  })
  const small = { resources: { memory_mb: 512 } }
  expect(await create(ada)).toMatchObject({
    status: 422,
    body: { code: 'above_account_limit', limit: 'resources.memory_mb', ceiling: 512 },
  })
  expect((await create(ada, small)).body.limits.max_duration_minutes).toBe(1)
  await world.admin.put(`${path}/limits`, { sessions_max: 1 })
  expect(await create(ada, small)).toMatchObject({ status: 429 })
  await world.admin.put(`${path}/limits`, {})
  expect((await create(ada, small)).status).toBe(201)
  const none = await world.admin.ask('PATCH', path, { tier: 'gold' })
  expect(none).toMatchObject({ status: 422, body: { code: 'no_such_tier' } })
})

test('what the tiers allow is edited, and holds within ten seconds', async () => {
  const { world, ada } = await quietWorld()
  const { accountId } = world.citizen('ada')
  const { tiers } = (await world.admin.get('/admin/tiers')).body
  await world.admin.put('/admin/tiers', { tiers: { ...tiers, gold: { sessions_max: 0 } } })
  await world.admin.ask('PATCH', `/admin/accounts/${accountId}`, { tier: 'gold' })
  world.advance({ seconds: 10 })
  expect(await create(ada)).toMatchObject({ status: 429, body: { limit: 'sessions_max' } })
  await world.admin.put('/admin/tiers', { tiers: { ...tiers, gold: {} } })
  world.advance({ seconds: 10 })
  expect((await create(ada)).status).toBe(201)
})

test('the key of a session looks at, extends and stops that session, and no other', async () => {
  const { world, ada } = await quietWorld()
  const own = (await create(ada)).body.id
  const other = (await create(ada)).body.id
  const made = await ada.post('/v1/passports', { name: 'box', session_id: own })
  const box = asking(world, made.body.passport_key)
  expect((await box.post(`/v1/sessions/${own}/extend`, { minutes: 5 })).status).toBe(200)
  expect((await box.get(`/v1/sessions/${own}`)).status).toBe(200)
  expect((await box.get(`/v1/sessions/${other}`)).status).toBe(404)
  expect((await box.delete(`/v1/sessions/${other}`)).status).toBe(404)
  expect((await box.post('/v1/passports', { name: 'more' })).status).toBe(403)
  expect((await box.post(`/v1/sessions/${own}/execute`, { command: 'true' })).status).toBe(403)
})
