import { expect, test } from 'vitest'
import { newWorld, type World } from '../kit/world.ts'

async function worldOf(ceilings: object = {}) {
  const world = await newWorld({ dispatch: 'pubsub' })
  world.plane.publish = async () => undefined
  const path = `/admin/accounts/${world.citizen('ada').accountId}/limits`
  const set = await world.admin.put(path, ceilings)
  expect(set.status).toBe(200)
  return { world, path }
}

const create = (world: World, wish: object = {}, headers: Record<string, string> = {}) =>
  world.as('ada').post('/v1/sessions?wait=0', { provider: 'local', ...wish }, headers)

test("a session that names no limits has its template's", async () => {
  const { world } = await worldOf()
  expect((await create(world)).body.limits).toMatchObject({
    max_cost: { micros: 100_000_000 },
    max_duration_minutes: 1_440,
    idle_minutes: 30,
    stop_grace_seconds: 5,
    warning_minutes: [10, 5, 1],
  })
})

test("a session that names no limits has its account's where they are lower", async () => {
  const { world, path } = await worldOf({
    cost_micros_max: 500_000,
    duration_minutes_max: 120,
    idle_minutes_max: 10,
    warning_minutes: [2],
  })
  expect((await create(world)).body.limits).toMatchObject({
    max_cost: { micros: 500_000 },
    max_duration_minutes: 120,
    idle_minutes: 10,
    warning_minutes: [2],
  })
  expect((await world.admin.get(path)).body).toMatchObject({
    account_id: world.citizen('ada').accountId,
    cost_micros_max: 500_000,
    sessions_max: 1_000,
  })
})

test.each([
  ['max_cost', 500_001, 500_000],
  ['max_duration_minutes', 121, 120],
  ['idle_minutes', 11, 10],
  ['idle_minutes', 0, 10],
])(
  '%s of %i above the ceiling of the account is refused, and the ceiling named',
  async (field, asked, ceiling) => {
    const { world } = await worldOf({
      cost_micros_max: 500_000,
      duration_minutes_max: 120,
      idle_minutes_max: 10,
    })
    expect(await create(world, { [field]: asked })).toMatchObject({
      status: 422,
      body: {
        code: 'above_account_limit',
        ceiling,
        errors: [
          { location: `body.${field}`, message: `this account allows ${ceiling} at the most` },
        ],
      },
    })
    expect((await world.as('ada').get('/v1/billing/balance')).body.held.micros).toBe(0)
  },
)

test('a session may be idle for ever where the account has no ceiling', async () => {
  const { world } = await worldOf()
  expect((await create(world, { idle_minutes: 0 })).body.limits.idle_minutes).toBe(0)
})

test('the expected duration is the longest there is, if that is asked for', async () => {
  const { world } = await worldOf()
  const wish = { expected_duration_minutes: 20, max_duration_minutes: 60 }
  expect((await create(world, wish)).body.limits.max_duration_minutes).toBe(60)
  const strict = { ...wish, stop_after_expected: true }
  expect((await create(world, strict)).body.limits.max_duration_minutes).toBe(20)
})

test('an account has no more sessions at once than it may', async () => {
  const { world } = await worldOf({ sessions_max: 1 })
  expect((await create(world)).status).toBe(201)
  expect(await create(world)).toMatchObject({ status: 429, body: { code: 'too_many_sessions' } })
})

test('a create told again answers what it made, though the ceilings are lower now', async () => {
  const { world, path } = await worldOf()
  const key = { 'idempotency-key': 'once' }
  const first = await create(world, { max_duration_minutes: 60 }, key)
  await world.admin.put(path, { duration_minutes_max: 30 })
  expect((await create(world, { max_duration_minutes: 60 }, key)).body.id).toBe(first.body.id)
})

test('ceilings of an account that is not there are not found', async () => {
  const { world } = await worldOf()
  const path = '/admin/accounts/nobody/limits'
  expect(await world.admin.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(await world.admin.put(path, {})).toMatchObject({ status: 404 })
})
