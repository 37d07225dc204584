import { beforeAll, expect, test } from 'vitest'
import { newSecret } from '../../../shared/platform/ids.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { issue } from '../../../shared/signins/issue.ts'
import { asker } from '../../kit/asker.ts'
import { settle } from '../../kit/citizens.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 2, eve: 1 }, lasts: 'file' })
  return world.close
})

const asAdmin = (key: string) => asker(world.faces.admin, { 'x-api-key': key })
const newKey = async (name: string) => (await world.admin.post('/admin/keys', { name })).body
const answers = async (key: string) => (await asAdmin(key).get('/admin/flags')).status

test('an admin key of one’s own opens the admin face, is listed without its secret, and is told in the log', async () => {
  const { id, key } = await newKey('alice')
  expect(await answers(key)).toBe(200)
  const listed = await world.admin.get('/admin/keys')
  expect(listed.body.keys).toContainEqual(expect.objectContaining({ id, name: 'alice' }))
  expect(listed.text).not.toContain(key)
  await asAdmin(key).put(`/admin/accounts/${world.citizen('eve').accountId}/limits`, {})
  const { records } = (await world.admin.get(`/admin/audit?actor=${id}`)).body
  expect(records).toMatchObject([{ action: 'limits.set', actor: { kind: 'admin', id, key: id } }])
})

test('rotated, the old secret is good until the overlap ends', async () => {
  const { id, key: old } = await newKey('bob')
  const { key } = (await world.admin.post(`/admin/keys/${id}/rotate`, { overlap_seconds: 60 })).body
  expect(key).not.toBe(old)
  expect([await answers(old), await answers(key)]).toEqual([200, 200])
  world.advance({ seconds: 61 })
  expect([await answers(old), await answers(key)]).toEqual([401, 200])
})

test('revoked, a key is refused within ten seconds and cannot be rotated back', async () => {
  const { id, key } = await newKey('carol')
  expect(await answers(key)).toBe(200)
  expect(await world.admin.delete(`/admin/keys/${id}`)).toMatchObject({ status: 200 })
  world.advance({ seconds: limits.passportCacheSeconds })
  expect(await answers(key)).toBe(401)
  expect(await world.admin.post(`/admin/keys/${id}/rotate`, {})).toMatchObject({ status: 404 })
})

test('an admin key opens nothing of the public face', async () => {
  const { key } = await newKey('dave')
  const answer = await asker(world.faces.public, { 'x-api-key': key }).get('/v1/sessions')
  expect(answer.status).toBe(401)
})

test('a switch that is off for an account refuses it alone, within ten seconds', async () => {
  const { accountId } = world.citizen('eve')
  const create = (who: string) => world.as(who).post('/v1/sessions?wait=0', { provider: 'local' })
  expect(await create('eve')).toMatchObject({ status: 201 })
  const off = await world.admin.put('/admin/flags/create_sessions', {
    accounts: { [accountId]: false },
  })
  expect(off).toMatchObject({ status: 200, body: { percent: 100 } })
  world.advance({ seconds: limits.flagCacheSeconds })
  expect(await create('eve')).toMatchObject({ status: 503, body: { code: 'switched_off' } })
  expect(await create('ada')).toMatchObject({ status: 201 })
  await world.admin.put('/admin/flags/create_sessions', {})
  world.advance({ seconds: limits.flagCacheSeconds })
  expect(await create('eve')).toMatchObject({ status: 201 })
})

test('credits cannot be ordered while that is off for all', async () => {
  await world.admin.put('/admin/flags/buy_credits', { percent: 0 })
  world.advance({ seconds: limits.flagCacheSeconds })
  const order = await world.as('ada').post('/v1/billing/purchases', { micros: 1_000_000 })
  expect(order).toMatchObject({ status: 503, body: { code: 'switched_off' } })
})

test('a switch that is not there is named with those that are', async () => {
  const answer = await world.admin.put('/admin/flags/nothing', {})
  expect(answer).toMatchObject({ status: 404 })
  expect(answer.body.detail).toContain('create_sessions')
})

test('the overview counts what there is, and its credits are those of all accounts', async () => {
  const { body } = await world.admin.get('/admin/overview')
  expect(body).toMatchObject({ users: 2, accounts: 2, passports: 2 })
  const { available, held, spent, expired } = body.credits
  expect([available, held, spent, expired].reduce((sum, one) => sum + one.micros, 0)).toBe(
    3_000_000,
  )
  const listed = (await world.admin.get('/admin/sessions?limit=100')).body.sessions
  const counted = Object.values<number>(body.sessions).reduce((sum, count) => sum + count, 0)
  expect(counted).toBe(listed.length)
})

test('any session can be listed and inspected, down to what its backend says', async () => {
  const { accountId, passportId } = world.citizen('ada')
  const { id } = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body
  const { sessions } = (await world.admin.get(`/admin/sessions?account_id=${accountId}`)).body
  expect(sessions[0]).toMatchObject({ id, account_id: accountId })
  expect((await world.admin.get('/admin/sessions?status=running')).body.sessions).toContainEqual(
    expect.objectContaining({ id }),
  )
  const looked = await world.admin.get(`/admin/sessions/${id}`)
  expect(looked.body).toMatchObject({ id, passport_id: passportId, observed: 'running' })
  expect(looked.body.events.length).toBeGreaterThan(0)
  expect(await world.admin.get('/admin/sessions/nobody')).toMatchObject({ status: 404 })
})

test('who has signed in and is an administrator opens it as themselves; others are told they may not', async () => {
  const { userId, accountId, key } = await settle(world.admin, newSecret(), 0)
  const { access_token: token } = await world.plane.transact('a sign-in', (tx) =>
    issue(
      tx,
      world.plane.tokenKeys,
      { user_id: userId, account_id: accountId, how: 'mail' },
      world.clock.now(),
    ),
  )
  const asGrace = asker(world.faces.admin, { authorization: `Bearer ${token}` })
  const become = async (user_type: string) => {
    await world.admin.ask('PATCH', `/admin/users/${userId}`, { user_type })
    world.advance({ seconds: limits.passportCacheSeconds })
  }
  const refused = { status: 403, body: { code: 'not_allowed' } }
  expect(await asGrace.get('/admin/flags')).toMatchObject(refused)
  const { records: told } = (
    await asker(world.faces.public, { 'x-api-key': key }).get('/v1/audit?outcome=refused')
  ).body
  expect(told).toMatchObject([{ action: 'flags.list', actor: { kind: 'user', id: userId } }])

  await become('admin')
  expect(await asGrace.get('/admin/flags')).toMatchObject({ status: 200 })
  expect(await asAdmin(key).get('/admin/flags')).toMatchObject({ status: 401 })
  const { accountId: eves } = world.citizen('eve')
  await asGrace.put(`/admin/accounts/${eves}/limits`, {})
  const { records } = (await world.admin.get(`/admin/audit?actor=${userId}`)).body
  expect(records[0]).toMatchObject({
    action: 'limits.set',
    account_id: eves,
    actor: { kind: 'admin', id: userId, user_id: userId, key: null },
  })

  await become('pro')
  expect(await asGrace.get('/admin/flags')).toMatchObject(refused)
  await become('admin')
  await world.admin.ask('PATCH', `/admin/users/${userId}`, { status: 'suspended' })
  world.advance({ seconds: limits.passportCacheSeconds })
  expect(await asGrace.get('/admin/flags')).toMatchObject({ status: 401 })
})
