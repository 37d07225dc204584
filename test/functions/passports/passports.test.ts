import { beforeAll, expect, test } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import { asker } from '../../kit/asker.ts'
import { settle } from '../../kit/citizens.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await newWorld({ credit: {}, lasts: 'file' })
  return world.close
})

/** Somebody new, whose passport may do everything. */
async function somebody(name: string) {
  const citizen = await settle(world.admin, name, 1_000_000)
  return { ...citizen, ask: asking(citizen.key) }
}
const asking = (key: string, more: Record<string, string> = {}) =>
  asker(world.faces.public, { 'x-api-key': key, ...more })
const anyone = { 'x-forwarded-for': '192.0.2.1' }

/** Until every process has felt a change: the bound that is promised. */
const felt = () => world.advance({ seconds: limits.passportCacheSeconds })

test('a key is shown once, and kept only as a digest', async () => {
  const { ask } = await somebody('once')
  const made = (await ask.post('/v1/passports', { name: 'laptop', tags: ['home'] })).body
  const { passport_key: key, passport_id: id, preview } = made
  expect(key).toMatch(/^onm_pp[0-9a-z]{18}_[0-9a-z]{32}$/)
  expect([key.slice(0, 11), key.slice(-4)]).toEqual(preview.split('...'))
  const look = await ask.get(`/v1/passports/${id}`)
  expect(look.body).toMatchObject({ name: 'laptop', tags: ['home'], status: 'active' })
  const stored = await world.plane.db.collection('passports').doc(id).get()
  const secret = key.split('_').at(-1)
  expect(look.text + JSON.stringify(stored.data())).not.toContain(secret)
})

test.each([
  ['sk', /^sk_[0-9a-f]{64}$/],
  ['e2b', /^e2b_[0-9a-f]{40}$/],
])('a key like %s_ is let in as any other, also when it was rotated', async (format, pattern) => {
  const { ask } = await somebody(`like-${format}`)
  const made = (await ask.post('/v1/passports', { name: 'other', format })).body
  expect(made.passport_key).toMatch(pattern)
  expect(await asking(made.passport_key).get('/v1/account')).toMatchObject({ status: 200 })
  const rotated = (await ask.post(`/v1/passports/${made.passport_id}/rotate`)).body
  expect(rotated.passport_key).toMatch(pattern)
  expect(await asking(rotated.passport_key).get('/v1/account')).toMatchObject({ status: 200 })
})

test('after a rotation the old key works for the overlap, and no longer', async () => {
  const { ask } = await somebody('turner')
  const { passport_id: id, passport_key: old } = (
    await ask.post('/v1/passports', { name: 'server' })
  ).body
  const rotated = await ask.post(`/v1/passports/${id}/rotate`, { overlap_seconds: 60 })
  felt()
  const status = async (key: string) => (await asking(key).get('/v1/account')).status
  expect([await status(old), await status(rotated.body.passport_key)]).toEqual([200, 200])
  world.advance({ seconds: 60 })
  expect([await status(old), await status(rotated.body.passport_key)]).toEqual([401, 200])
})

test('deactivated, it is refused within ten seconds with all made from it, until it is reactivated', async () => {
  const { ask } = await somebody('dora')
  const parent = (await ask.post('/v1/passports', { name: 'parent' })).body
  const child = (await asking(parent.passport_key).post('/v1/passports', { name: 'child' })).body
  const status = async (key: string) => (await asking(key).get('/v1/account')).status
  const both = async () => [await status(parent.passport_key), await status(child.passport_key)]
  expect(await both()).toEqual([200, 200])
  await ask.post(`/v1/passports/${parent.passport_id}/deactivate`)
  felt()
  expect(await both()).toEqual([401, 401])
  await ask.post(`/v1/passports/${parent.passport_id}/reactivate`)
  felt()
  expect(await both()).toEqual([200, 200])
  await ask.delete(`/v1/passports/${parent.passport_id}`)
  felt()
  expect(await both()).toEqual([401, 401])
  const again = await ask.post(`/v1/passports/${parent.passport_id}/reactivate`)
  expect(again).toMatchObject({ status: 409, body: { code: 'passport_revoked' } })
})

test('a passport makes none that may do more than itself, and is told all that is too much', async () => {
  const { ask } = await somebody('mira')
  const narrow = (
    await ask.post('/v1/passports', {
      name: 'narrow',
      scopes: ['keys:write', 'keys:read', 'sessions:read'],
      providers: ['local'],
      expires_at: '2090-01-01T00:00:00.000Z',
      limits: { sessions_max: 2 },
    })
  ).body
  const as = asking(narrow.passport_key)
  expect(await as.post('/v1/passports', { name: 'x', scopes: ['billing:read'] })).toMatchObject({
    status: 422,
    body: { code: 'above_parent' },
  })
  const greedy = await as.post('/v1/passports', {
    name: 'greedy',
    providers: ['local', 'gke'],
    expires_at: '2091-01-01T00:00:00.000Z',
    limits: { sessions_max: 3 },
  })
  expect(greedy.body.errors.map(({ location }: { location: string }) => location)).toEqual([
    'body.providers',
    'body.expires_at',
    'body.limits.sessions_max',
  ])
  const own = await as.ask('PATCH', `/v1/passports/${narrow.passport_id}`, {
    limits: { sessions_max: null },
  })
  expect(own).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
  const named = await as.ask('PATCH', `/v1/passports/${narrow.passport_id}`, { name: 'thin' })
  expect(named).toMatchObject({ status: 200, body: { name: 'thin' } })
})

test('a passport sees itself and those made from it, and none beside', async () => {
  const { ask, passportId } = await somebody('lena')
  const one = (await ask.post('/v1/passports', { name: 'one' })).body
  const two = (await ask.post('/v1/passports', { name: 'two' })).body
  const below = (await asking(one.passport_key).post('/v1/passports', { name: 'below' })).body
  const seen = async (key: typeof ask) =>
    (await key.get('/v1/passports')).body.passports.map(({ name }: { name: string }) => name)
  expect((await seen(ask)).toSorted()).toEqual(['below', 'lena', 'one', 'two'])
  expect((await seen(asking(one.passport_key))).toSorted()).toEqual(['below', 'one'])
  for (const id of [two.passport_id, passportId]) {
    for (const verb of ['rotate', 'deactivate']) {
      const answer = await asking(one.passport_key).post(`/v1/passports/${id}/${verb}`)
      expect(answer).toMatchObject({ status: 404 })
    }
  }
  expect(below.parent_id).toBe(one.passport_id)
})

test('it is good from its addresses alone, in any spelling of them', async () => {
  const { ask } = await somebody('ivy')
  const wish = { name: 'office', allowed_ips: ['192.0.2.0/24', '2001:db8::/32'] }
  const { passport_key: key } = (await ask.post('/v1/passports', wish)).body
  const from = async (address: string) =>
    (await asking(key, { 'x-forwarded-for': address }).get('/v1/account')).status
  expect(await from('192.0.2.200')).toBe(200)
  expect(await from('::ffff:192.0.2.200')).toBe(200)
  expect(await from('2001:db8::1:2')).toBe(200)
  expect(await from('192.0.3.1')).toBe(403)
  expect(await from('192.0.2.1, 198.51.100.1')).toBe(403)
  const wrong = await ask.post('/v1/passports', { name: 'x', allowed_ips: ['300.1.1.1'] })
  expect(wrong).toMatchObject({ status: 422 })
})

test('its last use is kept, with one write for however many requests', async () => {
  const { ask } = await somebody('uma')
  const { passport_key: key, passport_id: id } = (await ask.post('/v1/passports', { name: 'busy' }))
    .body
  const stored = () => world.plane.db.collection('passports').doc(id).get()
  await Promise.all(Array.from({ length: 20 }, () => asking(key).get('/v1/account')))
  await world.plane.quiet()
  const first = await stored()
  expect(first.data()?.last_used_at).not.toBeNull()
  await Promise.all(Array.from({ length: 20 }, () => asking(key).get('/v1/account')))
  await world.plane.quiet()
  expect((await stored()).updateTime).toEqual(first.updateTime)
  world.advance({ seconds: limits.passportUseSeconds })
  await asking(key).get('/v1/account')
  await world.plane.quiet()
  expect((await stored()).updateTime).not.toEqual(first.updateTime)
})

test('a member that leaves takes their passports along, and the last owner stays', async () => {
  const { ask, userId } = await somebody('olga')
  const robot = (
    await ask.post('/v1/account/members', { kind: 'service', name: 'robot', role: 'member' })
  ).body
  const made = await ask.post('/v1/passports', { name: 'robot', user_id: robot.user_id })
  const asRobot = asking(made.body.passport_key)
  // Never more than its user's role, whatever its scopes say.
  expect(await asRobot.get('/v1/account')).toMatchObject({ body: { caller: { role: 'member' } } })
  const refused = await asRobot.post('/v1/account/members', { kind: 'service', name: 'more' })
  expect(refused).toMatchObject({ status: 403, body: { code: 'missing_scope' } })
  expect(await ask.delete(`/v1/account/members/${robot.user_id}`)).toMatchObject({ status: 200 })
  felt()
  expect(await asRobot.get('/v1/account')).toMatchObject({ status: 401 })
  const left = await ask.delete(`/v1/account/members/${userId}`)
  expect(left).toMatchObject({ status: 409, body: { code: 'last_owner' } })
})

test('nobody gives a role that may do what they may not', async () => {
  const { ask } = await somebody('adam')
  const boss = { kind: 'service', name: 'boss', role: 'admin' }
  const admin = (await ask.post('/v1/account/members', boss)).body
  const key = (await ask.post('/v1/passports', { name: 'boss', user_id: admin.user_id })).body
  const owner = { kind: 'service', name: 'owner', role: 'owner' }
  const refused = await asking(key.passport_key).post('/v1/account/members', owner)
  expect(refused).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
})

test('an address belongs to one user, however it is written', async () => {
  await somebody('peter')
  const again = await world.admin.post('/admin/users', {
    email: 'PETER@Example.com',
    name: 'another',
  })
  expect(again).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  const found = await world.admin.get('/admin/users?email=Peter%40EXAMPLE.com')
  expect(found.body.users).toMatchObject([{ name: 'peter', email: 'peter@example.com' }])
})

test('a machine has no address, and a person has one', async () => {
  const { ask } = await somebody('nora')
  const machine = { kind: 'service', name: 'x', email: 'x@example.com' }
  expect(await ask.post('/v1/account/members', machine, anyone)).toMatchObject({ status: 422 })
  expect(await ask.post('/v1/account/members', { name: 'x' })).toMatchObject({ status: 422 })
})
