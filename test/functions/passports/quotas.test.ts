import { beforeAll, expect, test } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import { asker } from '../../kit/asker.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await newWorld({ lasts: 'file' })
  return world.close
})
const account = () => `/admin/accounts/${world.citizen('ada').accountId}`
const ask = async (more: object = {}) =>
  (await world.as('ada').post('/v1/quota-requests', { email: 'Ada@Example.com', ...more })).body

test('who hits a limit asks for more, and has it from when it is granted', async () => {
  await world.admin.put(`${account()}/limits`, { sessions_max: 0, idle_minutes_max: 5 })
  const local = { provider: 'local' }
  expect(await world.as('ada').post('/v1/sessions', local)).toMatchObject({ status: 429 })
  const { id, status } = await ask({ requested_limits: '2 at once' })
  expect(status).toBe('pending')
  const queue = (await world.admin.get('/admin/quota-requests?status=pending')).body
  expect(queue.quota_requests).toMatchObject([{ id, email: 'ada@example.com' }])
  const path = `/admin/quota-requests/${id}/grant`
  const granted = await world.admin.post(path, { limits: { sessions_max: 2 }, note: 'welcome' })
  expect(granted.body).toMatchObject({ status: 'granted', note: 'welcome' })
  expect((await world.as('ada').post('/v1/sessions?wait=0', local)).status).toBe(201)
  expect((await world.admin.get(`${account()}/limits`)).body).toMatchObject({
    sessions_max: 2,
    idle_minutes_max: 5,
  })
  // Told again it gives nothing more.
  await world.admin.post(path, { limits: { sessions_max: 9 } })
  expect((await world.admin.get(`${account()}/limits`)).body.sessions_max).toBe(2)
})

test('without an address it is answered at the asker’s own; a stranger has to give one', async () => {
  const mine = await world.as('ada').post('/v1/quota-requests', {})
  expect(mine).toMatchObject({ status: 201, body: { email: 'ada@example.com' } })
  const nobodys = await world.anyone.post('/v1/quota-requests', {})
  expect(nobodys).toMatchObject({ status: 422, body: { errors: [{ location: 'body.email' }] } })
})

test('one that was denied is closed', async () => {
  const { id } = await ask()
  const denied = await world.admin.ask('PATCH', `/admin/quota-requests/${id}`, { status: 'denied' })
  expect(denied.body.status).toBe('denied')
  const late = await world.admin.post(`/admin/quota-requests/${id}/grant`, { tier: 'pro' })
  expect(late).toMatchObject({ status: 409, body: { code: 'quota_request_closed' } })
})

test('of one that nobody signed in asked for, the administrator says whose it is', async () => {
  const { id } = (await world.anyone.post('/v1/quota-requests', { email: 'x@example.com' })).body
  const path = `/admin/quota-requests/${id}/grant`
  expect(await world.admin.post(path, { tier: 'pro' })).toMatchObject({ status: 422 })
  const accountId = world.citizen('ada').accountId
  const granted = await world.admin.post(path, { tier: 'pro', account_id: accountId })
  expect(granted).toMatchObject({ status: 200, body: { account_id: accountId } })
  expect((await world.admin.get(account())).body.tier).toBe('pro')
})

test('who waits twice waits once, and is answered alike', async () => {
  const first = await world.anyone.post('/v1/waitlist', { email: 'wendy@example.com' })
  const again = await world.anyone.post('/v1/waitlist', { email: 'Wendy@Example.com' })
  expect(again).toMatchObject({ status: first.status, text: first.text })
  const { waiting } = (await world.admin.get('/admin/waitlist')).body
  expect(waiting).toMatchObject([{ email: 'wendy@example.com' }])
})

test('one address leaves so much a minute and no more', async () => {
  const from = asker(world.faces.public, { 'x-forwarded-for': '192.0.2.7' })
  const count = 2 * limits.openPerMinuteMax + 1
  const answers = []
  for (let n = 0; n < count; n++) {
    answers.push(await from.post('/v1/waitlist', { email: `${n}@example.com` }))
  }
  // Should a minute have ended meanwhile, there were two of them.
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
  const last = answers.find(({ status }) => status === 429)
  expect(last?.body).toMatchObject({ code: 'too_many_requests', limit: limits.openPerMinuteMax })
})
