import { beforeAll, expect, test } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import { type Asker, asker } from '../../kit/asker.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let ada: Asker

const by = (key: string) => asker(world.faces.public, { authorization: `Bearer ${key}` })
const account = '/execbox/v1/account'
const keys = `${account}/keys`

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 5, eve: 1 }, lasts: 'file' })
  ada = by(world.citizen('ada').key)
  const { accountId } = world.citizen('ada')
  const tier = await world.admin.ask('PATCH', `/admin/accounts/${accountId}`, { tier: 'free' })
  expect(tier.status).toBe(200)
  // The tiers are read again within so long.
  world.advance({ seconds: limits.passportCacheSeconds })
  return world.close
})

test('GET /v1/account names the tier, the address and the calling key', async () => {
  const { body } = await ada.get(account)
  expect(body).toEqual({
    tier: 'free',
    email: 'ada@example.com',
    api_key_id: world.citizen('ada').passportId,
    api_key_preview: expect.stringContaining('...'),
    created_at: expect.any(String),
  })
})

test('usage counts what the tier allows, down to what is left', async () => {
  const before = (await ada.get(`${account}/usage`)).body
  expect(before).toEqual({
    ...{ sessions_today: 0, active_sessions: 0, quota_used: 0, quota_remaining: 10 },
    ...{ concurrent_limit: 5, daily_limit: 10, max_duration_seconds: 60, max_memory_mb: 512 },
    tier: 'free',
  })
  const wish = { image: 'base', resources: { memoryMB: 128, timeoutMs: 60_000 } }
  const made = await ada.post('/execbox/v1/sessions', wish)
  expect(made.status).toBe(201)
  expect((await ada.get(`${account}/usage`)).body).toMatchObject({
    ...{ sessions_today: 1, active_sessions: 1, quota_used: 1, quota_remaining: 9 },
  })
  await ada.delete(`/execbox/v1/sessions/${made.body.id}`)
  expect((await ada.get(`${account}/usage`)).body).toMatchObject({ active_sessions: 0 })
})

test('enhanced usage has hours and days, and the export is JSON or real CSV', async () => {
  const day = new Date().toISOString().slice(0, 10)
  const { body } = await ada.get(`${account}/usage/enhanced?days=7`)
  expect(body).toMatchObject({
    account_id: world.citizen('ada').accountId,
    daily_history: [{ date: day, executions: 1, errors: 0 }],
    hourly_usage: [{ executions: 1 }],
    alert_threshold: 80,
    cost_estimate_cents: expect.any(Number),
  })
  const json = await world.faces.public.request(`${account}/usage/export`, {
    headers: { authorization: `Bearer ${world.citizen('ada').key}` },
  })
  expect(await json.json()).toEqual(body.daily_history)
  const csv = await ada.get(`${account}/usage/export?format=csv&days=365`)
  expect(csv.headers.get('content-type')).toContain('text/csv')
  const [header, row] = csv.text.trim().split('\n')
  expect(header).toBe('date,executions,duration_ms,cost_cents,errors')
  expect(row).toMatch(new RegExp(`^${day},1,\\d+,\\d+,0$`))
})

test.each([
  ['usage/enhanced?days=0'],
  ['usage/enhanced?days=91'],
  ['usage/export?days=366'],
  ['usage/export?format=xml'],
])('%s is refused with 422', async (path) => {
  expect(await ada.get(`${account}/${path}`)).toMatchObject({ status: 422 })
})

test('an owner lowers limits, which then hold; raising them is refused', async () => {
  expect((await ada.get(`${account}/limits`)).body).toEqual({
    ...{ daily_requests_limit: 10, concurrent_requests_limit: 5 },
    ...{ alert_threshold: 80, timezone: 'UTC' },
  })
  const lower = { daily_requests_limit: 1, monthly_cost_limit_cents: 150 }
  expect(await ada.put(`${account}/limits`, lower)).toMatchObject({ status: 200, body: lower })
  const more = await ada.post('/execbox/v1/sessions', {
    image: 'base',
    resources: { memoryMB: 128, timeoutMs: 60_000 },
  })
  expect(more.status).toBe(429)
  for (const wish of [{ daily_requests_limit: 2 }, { concurrent_requests_limit: 6 }]) {
    expect(await ada.put(`${account}/limits`, wish)).toMatchObject({ status: 422 })
  }
  expect(await ada.put(`${account}/limits`, { timezone: 'Europe/Berlin' })).toMatchObject({
    status: 501,
  })
})

test('a key is made from the calling one, shown once, listed, changed, rotated and deactivated', async () => {
  const expires = new Date(Date.now() + 86_400_000).toISOString()
  const made = await ada.post(keys, {
    name: 'ci',
    description: 'of the pipeline',
    expires_at: expires,
    custom_concurrent_limit: 2,
  })
  expect(made).toMatchObject({
    status: 201,
    body: {
      key: expect.stringMatching(/^sk_[0-9a-f]{64}$/),
      ...{ name: 'ci', description: 'of the pipeline', expires_at: expires, is_active: true },
      ...{ custom_concurrent_limit: 2, key_preview: expect.any(String) },
    },
  })
  const { id, key } = made.body
  expect(await by(key).get(account)).toMatchObject({ status: 200, body: { api_key_id: id } })
  const listed = await ada.get(keys)
  expect(listed.body.keys.map((one: { id: string }) => one.id)).toEqual([
    world.citizen('ada').passportId,
    id,
  ])
  expect(listed.text).not.toContain(key)
  expect(await ada.put(`${keys}/${id}`, { name: 'build' })).toMatchObject({
    status: 200,
    body: { name: 'build', custom_concurrent_limit: 2 },
  })
  expect(await ada.put(`${keys}/${id}`, {})).toMatchObject({ status: 400 })
  const rotated = await ada.post(`${keys}/${id}/rotate`)
  expect(rotated).toMatchObject({ status: 200, body: { id } })
  world.advance({ seconds: limits.passportCacheSeconds })
  expect(await by(key).get(account)).toMatchObject({ status: 401 })
  expect(await by(rotated.body.key).get(account)).toMatchObject({ status: 200 })
  for (const _ of ['once', 'again']) {
    expect(await ada.delete(`${keys}/${id}`)).toMatchObject({ status: 204, text: '' })
  }
  world.advance({ seconds: limits.passportCacheSeconds })
  expect(await by(rotated.body.key).get(account)).toMatchObject({ status: 401 })
  expect((await ada.get(`${keys}/${id}`)).body).toMatchObject({ is_active: false })
})

test('the primary key stays, and nobody sees a key of another account', async () => {
  const primary = world.citizen('ada').passportId
  expect(await ada.delete(`${keys}/${primary}`)).toMatchObject({ status: 400 })
  const eve = by(world.citizen('eve').key)
  for (const ask of [
    eve.get(`${keys}/${primary}`),
    eve.put(`${keys}/${primary}`, { name: 'mine' }),
    eve.post(`${keys}/${primary}/rotate`),
    eve.delete(`${keys}/${primary}`),
  ]) {
    expect(await ask).toMatchObject({ status: 404 })
  }
})

test('anybody may wait, once, and gets no key for it', async () => {
  const { anyone, admin } = world
  const wait = (body: object) => anyone.post('/execbox/v1/waitlist', body)
  const first = await wait({ email: 'Eager@example.com', name: null })
  expect(first).toMatchObject({ status: 201, body: { key: null, tier: 'free' } })
  expect((await wait({ email: 'eager@example.com' })).body).toEqual(first.body)
  const { waiting } = (await admin.get('/admin/waitlist')).body
  expect(waiting).toMatchObject([{ id: first.body.id, email: 'eager@example.com' }])
  expect((await wait({ email: 'nobody' })).body.errors[0].location).toBe('body.email')
})

test('a quota request is a number to its asker, and is in the queue of the administrators', async () => {
  const wish = { email: 'ada@example.com', use_case: 'agents', company: null }
  const asked = await ada.post('/execbox/v1/quota-requests', wish)
  expect(asked).toMatchObject({ status: 201, body: { status: 'pending' } })
  await world.anyone.post('/execbox/v1/quota-requests', wish)
  const { quota_requests: queue } = (await world.admin.get('/admin/quota-requests')).body
  const of = (account: string | null) =>
    queue.find((one: { account_id: string | null }) => one.account_id === account)
  expect(of(null)).toMatchObject(wish)
  expect(of(world.citizen('ada').accountId).id).toMatch(new RegExp(`^quot0*${asked.body.id}$`))
})
