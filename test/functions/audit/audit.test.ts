import { beforeAll, expect, test } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import { asker } from '../../kit/asker.ts'
import { type Citizen, settle } from '../../kit/citizens.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let ada: Citizen

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1, eve: 1 }, lasts: 'file' })
  ada = world.citizen('ada')
  return world.close
})

const from = { 'x-forwarded-for': '10.0.0.1, 203.0.113.7', 'user-agent': 'curl/8.5' }
const asAda = () => asker(world.faces.public, { 'x-api-key': ada.key, ...from })
const search = async (query: string) =>
  (await world.admin.get(`/admin/audit?${new URLSearchParams(query)}`)).body.records
const newest = async (action: string) => (await search(`action=${action}`))[0]
const count = async () => (await world.plane.db.collection('audit').count().get()).data().count

test('a change says who made it, by which key, from where, of what, and how it went', async () => {
  const made = await asAda().post('/v1/sessions', { provider: 'local' })
  expect(await newest('sessions.create')).toMatchObject({
    chain: ada.accountId,
    account_id: ada.accountId,
    actor: { kind: 'passport', id: ada.passportId, user_id: ada.userId, key: ada.passportId },
    outcome: { status: 201, code: null },
    address: '203.0.113.7',
    user_agent: 'curl/8.5',
    targets: expect.arrayContaining([`sessions/${made.body.id}`]),
  })
  await asAda().delete(`/v1/sessions/${made.body.id}`)
  expect(await newest('sessions.delete')).toMatchObject({
    targets: [`sessions/${made.body.id}`],
    outcome: { status: 200 },
  })
})

test('an administrator’s act on an account stands in its chain; where they sat is not told there', async () => {
  const admin = asker(world.faces.admin, { 'x-api-key': world.adminKey, ...from })
  await admin.put(`/admin/accounts/${ada.accountId}/limits`, { sessions_max: 50 })
  const wanted = { chain: ada.accountId, actor: { kind: 'admin', id: 'bootstrap', key: null } }
  expect(await newest('limits.set')).toMatchObject({ ...wanted, address: '203.0.113.7' })
  const { records } = (await asAda().get('/v1/audit?action=limits.set')).body
  expect(records).toMatchObject([{ ...wanted, address: null, user_agent: null }])
})

test('what is read leaves nothing', async () => {
  const before = await count()
  for (const path of ['/v1/sessions', '/v1/billing/balance', '/v1/audit', '/v1/prices']) {
    expect(await asAda().get(path)).toMatchObject({ status: 200 })
  }
  await asAda().post('/v1/estimates', { provider: 'local' })
  expect(await count()).toBe(before)
})

test('refusals of note are recorded, the same of a minute as one that counts them', async () => {
  const missing = () => asAda().delete('/v1/sessions/nobody')
  for (let n = 0; n < 3; n++) expect(await missing()).toMatchObject({ status: 404 })
  const refused = { action: 'sessions.delete', outcome: { status: 404, code: 'not_found' } }
  const records = async () => search('action=sessions.delete&outcome=refused')
  expect(await records()).toMatchObject([
    { ...refused, targets: ['/v1/sessions/nobody'], count: 1 },
  ])
  world.advance({ seconds: limits.auditRefusalSeconds + 1 })
  await missing()
  expect(await records()).toMatchObject([
    { ...refused, count: 3 },
    { ...refused, count: 1 },
  ])
})

test('a key that is good no more is recorded where its account sees it', async () => {
  const { passport_key: key, passport_id: id } = (
    await asAda().post('/v1/passports', { name: 'lost' })
  ).body
  await asAda().delete(`/v1/passports/${id}`)
  const late = await asker(world.faces.public, { 'x-api-key': key, ...from }).get('/v1/sessions')
  expect(late.status).toBe(401)
  expect(await search(`actor=${id}&action=sessions.list`)).toMatchObject([
    {
      chain: ada.accountId,
      actor: { kind: 'passport', id, user_id: ada.userId },
      outcome: { status: 401, code: 'unauthenticated' },
    },
  ])
})

test('a stranger is recorded without what they sent, and cannot make us write without end', async () => {
  const before = await count()
  for (let n = 0; n < limits.auditStrangersMax + 10; n++) {
    await asker(world.faces.public, { 'x-api-key': `a-secret-of-somebody-${n}`, ...from }).get(
      n % 2 ? '/v1/sessions' : '/v1/billing/balance',
    )
  }
  const written = (await count()) - before
  expect(written).toBeGreaterThan(0)
  expect(written).toBeLessThanOrEqual(limits.auditStrangersMax)
  const [record] = await search('actor=anyone&action=sessions.list')
  expect(record).toMatchObject({ chain: 'strangers', address: '203.0.113.7', actor: { key: null } })
  const { docs } = await world.plane.db.collection('audit').get()
  expect(JSON.stringify(docs.map((one) => one.data()))).not.toContain('a-secret-of-somebody')
})

test('what the system does to a session by itself is recorded with its reason', async () => {
  const made = await asAda().post('/v1/sessions', { provider: 'local', ttl_minutes: 1 })
  world.advance({ seconds: 61 })
  await world.run('sweep')
  expect(await search(`actor=system&target=sessions/${made.body.id}`)).toMatchObject([
    { action: 'sessions.stop', reason: 'ttl', account_id: ada.accountId, address: null },
  ])
})

test('the use of a box is recorded once an hour', async () => {
  const { id } = (await asAda().post('/v1/sessions', { provider: 'local' })).body
  const used = () => search(`action=sessions.execute&target=sessions/${id}`)
  const run = () => asAda().post(`/v1/sessions/${id}/execute`, { command: 'echo hi' })
  expect((await run()).body.stdout).toBe('hi\n')
  await run()
  expect(await used()).toHaveLength(1)
  await asAda().delete(`/v1/sessions/${id}`)
})

test('pages hold all records once, whatever is filtered', async () => {
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const { records, next_cursor: next } = (await asAda().get(`/v1/audit?limit=3${cursor}`)).body
    seen.push(...records.map((record: { id: string }) => record.id))
    if (!next) break
    cursor = `&cursor=${next}`
  }
  const whole = (await asAda().get('/v1/audit/export.json')).body.records
  expect(seen).toEqual(whole.map((record: { id: string }) => record.id))
  expect(new Set(seen).size).toBe(seen.length)
  const done = (await asAda().get('/v1/audit?limit=2&outcome=done&actor=passport')).body
  expect(done.records).toHaveLength(2)
  expect(done.next_cursor).not.toBeNull()
})

test('exported as CSV, a user agent is no formula', async () => {
  const { id } = (await asAda().post('/v1/sessions', { provider: 'local' })).body
  const agent = { 'user-agent': '=HYPERLINK("http://evil")' }
  await asker(world.faces.public, { 'x-api-key': ada.key, ...agent }).delete(`/v1/sessions/${id}`)
  const { text, headers } = await asAda().get('/v1/audit/export.csv?action=sessions.delete')
  expect(headers.get('content-type')).toContain('text/csv')
  expect(text.split('\n')[0]).toContain('at,account_id,actor,key')
  expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`)
  expect((await world.admin.get('/admin/audit/export.csv')).text).toContain('strangers')
})

test("nobody sees another account's records", async () => {
  const { records } = (await world.as('eve').get('/v1/audit')).body
  expect(records.length).toBeGreaterThan(0)
  for (const record of records) expect(record.account_id).toBe(world.citizen('eve').accountId)
})

test('a user is forgotten everywhere, and the log stays sound and tells what was done', async () => {
  const rita = await settle(world.admin, 'rita', 1_000_000)
  const asRita = asker(world.faces.public, {
    'x-api-key': rita.key,
    ...{ 'x-forwarded-for': '198.51.100.77', 'user-agent': 'ritas-browser' },
  })
  const { id } = (await asRita.post('/v1/sessions?wait=0', { provider: 'local' })).body
  await asRita.delete(`/v1/sessions/${id}`)
  const forgotten = await world.admin.post(`/admin/users/${rita.userId}/forget`)
  expect(forgotten).toMatchObject({ status: 200, body: { user_id: rita.userId, records: 2 } })
  expect(await world.admin.post(`/admin/users/${rita.userId}/forget`)).toMatchObject({
    status: 200,
    body: { records: 0 },
  })
  const verdict = (await world.admin.get('/admin/audit/verify')).body
  expect(verdict).toMatchObject({ findings: [], forgotten: 2 })
  expect(await search(`actor=${rita.userId}&action=sessions.delete`)).toMatchObject([
    { address: null, user_agent: null, outcome: { status: 200 } },
  ])
  const everything = await Promise.all(
    (await world.plane.db.listCollections()).map(async (one) =>
      (await one.get()).docs.map((document) => document.data()),
    ),
  )
  for (const datum of ['198.51.100.77', 'ritas-browser', 'rita@example.com']) {
    expect(JSON.stringify(everything)).not.toContain(datum)
  }
})
