import { beforeAll, expect, test } from 'vitest'
import { routes } from '../../shared/contract/index.ts'
import { limits } from '../../shared/platform/limits.ts'
import { type Asker, asker } from '../kit/asker.ts'
import { Secrets } from '../kit/secrets.ts'
import { newWorld, type World } from '../kit/world.ts'

/** The OWASP API Security Top 10 of 2023: each is tried, by a guest of the house with a passport of their own. */

let world: World
let ada: Asker
let eve: Asker
let adasSession: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 5, eve: 1 }, lasts: 'file' })
  ada = world.as('ada')
  eve = world.as('eve')
  adasSession = (await ada.post('/v1/sessions', { provider: 'local' })).body.id
  return world.close
})

const keyOf = (name: string) => world.citizen(name).key
const passport = (who: Asker, wish: object) => who.post('/v1/passports', wish)

test('API1 broken object level authorisation: a known id of somebody else is as good as none', async () => {
  const known = await eve.get(`/v1/sessions/${adasSession}`)
  const unknown = await eve.get(`/v1/sessions/sess${'0'.repeat(18)}`)
  expect([known.status, unknown.status]).toEqual([404, 404])
  const withoutId = ({ body }: typeof known, id: string) => JSON.stringify(body).replaceAll(id, '')
  expect(withoutId(known, adasSession)).toBe(withoutId(unknown, `sess${'0'.repeat(18)}`))
  const tried: readonly [string, string, object?][] = [
    ['DELETE', ''],
    ['POST', '/execute', { command: 'id' }],
    ['POST', '/tickets', {}],
    ['GET', '/files?path=/'],
    ['GET', '/commands'],
    ['GET', '/receipt'],
  ]
  for (const [method, path, body] of tried) {
    const answer = await eve.ask(method, `/v1/sessions/${adasSession}${path}`, body)
    expect([path, answer.status]).toEqual([path, 404])
  }
  expect((await ada.get(`/v1/sessions/${adasSession}`)).body.status).toBe('running')
})

test('API2 broken authentication: no guess, forgery, or old key gets in, and none is said back', async () => {
  const key = keyOf('ada')
  const forged = [
    ...[key.slice(0, -1), `${key}a`, key.toUpperCase(), ` ${key}`, `${key} `].map((one) => one),
    key.replace(/_[0-9a-z]+$/, `_${'0'.repeat(32)}`),
    ...[
      'null',
      'undefined',
      '{}',
      '[object Object]',
      "' OR 1=1 --",
      'Bearer',
      'eyJhbGciOiJub25lIn0.e30.',
    ],
  ].filter((one) => one.trim() !== key)
  for (const guess of forged) {
    const answer = await asker(world.faces.public, { authorization: `Bearer ${guess}` }).get(
      '/v1/sessions',
    )
    expect([guess, answer.status]).toEqual([guess, 401])
    if (guess.length > 20) expect(answer.text).not.toContain(guess)
  }
  const inQuery = await asker(world.faces.public, {}).get(`/v1/sessions?api_key=${key}`)
  expect(inQuery.status).toBe(401)
})

test('API3 broken object property level authorisation: nobody sets or sees what is not theirs to', async () => {
  for (const body of [
    { provider: 'local', account_id: world.citizen('ada').accountId },
    { provider: 'local', rate_micros_per_hour: 0 },
    { provider: 'local', status: 'running' },
    { provider: 'local', __proto__: null, constructor: { prototype: { isAdmin: true } } },
  ]) {
    expect(await eve.post('/v1/sessions', body)).toMatchObject({ status: 422 })
  }
  const polluting = await eve.post(
    '/v1/sessions',
    '{"provider":"local","__proto__":{"isAdmin":true}}',
  )
  expect([201, 422]).toContain(polluting.status)
  expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  if (polluting.status === 201) await eve.delete(`/v1/sessions/${polluting.body.id}`)
  const own = (await eve.get('/v1/account')).text + (await eve.get('/v1/passports')).text
  expect(own).not.toMatch(/secret_hash|old_secret"|"hash"/)
})

test('API4 unrestricted resource consumption: what is too large, too many or too long is refused', async () => {
  const huge = JSON.stringify({ command: 'x'.repeat(limits.requestBodyBytesMax + 1) })
  expect((await eve.post(`/v1/sessions/${adasSession}/execute`, huge)).status).toBe(413)
  for (const path of [
    `/v1/sessions?limit=${limits.listPageSizeMax + 1}`,
    '/v1/sessions?limit=-1',
    `/v1/audit?limit=${Number.MAX_SAFE_INTEGER}`,
  ]) {
    expect([path, (await eve.get(path)).status]).toEqual([path, 422])
  }
  for (const wish of [
    { ttl_minutes: limits.sessionTtlMinutesMax + 1 },
    { resources: { memory_mb: 1e9 } },
    { env: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`V${n}`, 'x'])) },
  ]) {
    expect((await eve.post('/v1/sessions', { provider: 'local', ...wish })).status).toBe(422)
  }
  const { accountId } = world.citizen('eve')
  await world.admin.put(`/admin/accounts/${accountId}/limits`, { sessions_max: 1 })
  const both = await Promise.all(
    [1, 2, 3].map(() => eve.post('/v1/sessions?wait=0', { provider: 'local' })),
  )
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 429, 429])
  const made = both.find(({ status }) => status === 201)
  await eve.delete(`/v1/sessions/${made?.body.id}`)
})

test('API5 broken function level authorisation: no passport opens an admin function, on either face', async () => {
  for (const { route } of routes.filter(({ route }) => route.face === 'admin')) {
    const path = route.path.replaceAll(/\{\w+\}/g, 'x')
    const onPublic = await ada.ask(route.method, path, route.method === 'GET' ? undefined : {})
    const asUser = await asker(world.faces.admin, { 'x-api-key': keyOf('ada') }).ask(
      route.method,
      path,
    )
    expect([route.method, path, onPublic.status, asUser.status]).toEqual([
      route.method,
      path,
      404,
      401,
    ])
  }
  const limited = await passport(ada, { name: 'reader', scopes: ['sessions:read', 'keys:read'] })
  const reader = asker(world.faces.public, { 'x-api-key': limited.body.passport_key })
  expect((await reader.delete(`/v1/sessions/${adasSession}`)).status).toBe(403)
  expect((await passport(reader, { name: 'more', scopes: ['sessions:write'] })).status).toBe(403)
})

test('API6 unrestricted access to sensitive flows: credits are not made by asking', async () => {
  const before = (await eve.get('/v1/billing/balance')).body.available.micros
  const ordered = await eve.post('/v1/billing/purchases', { micros: 1_000_000 })
  expect(ordered.status).toBe(201)
  const paths = ['confirm', 'paid', 'refund'].map(
    (verb) => `/v1/billing/purchases/${ordered.body.id}/${verb}`,
  )
  for (const path of paths) expect([404, 405]).toContain((await eve.post(path, {})).status)
  const stripe = await eve.post('/v1/webhooks/stripe', { type: 'checkout.session.completed' })
  expect(stripe.status).toBeGreaterThanOrEqual(400)
  for (const micros of [-1_000_000, 0, 0.5, 1e308, '1e6']) {
    expect((await eve.post('/v1/billing/purchases', { micros })).status).toBe(422)
  }
  expect((await eve.get('/v1/billing/balance')).body.available.micros).toBe(before)
})

test('API7 server side request forgery: no URL of a caller is fetched, and a box reaches no one', async () => {
  for (const path of ['http://169.254.169.254/', '//169.254.169.254/', 'file:///etc/passwd']) {
    const read = await ada.get(
      `/v1/sessions/${adasSession}/files/content?path=${encodeURIComponent(path)}`,
    )
    expect([path, read.status]).toEqual([path, 404])
  }
  const { stdout } = (
    await ada.post(`/v1/sessions/${adasSession}/execute`, {
      command:
        'ls /sys/class/net; (exec 3<>/dev/tcp/169.254.169.254/80) 2>/dev/null && echo reached; true',
    })
  ).body
  expect(stdout).not.toContain('reached')
})

test('API8 security misconfiguration: an error says nothing of the inside, a file is never a page', async () => {
  const wrong = await eve.post('/v1/sessions', '{"provider": ')
  expect(wrong.status).toBe(400)
  for (const { text } of [wrong, await eve.get('/v1/nothing'), await eve.get('/v1/sessions/%00')]) {
    expect(text).not.toMatch(/node_modules|\.ts:\d|at \w+ \(|stack|firestore/i)
  }
  const upload = await ada.ask(
    'PUT',
    `/v1/sessions/${adasSession}/files/content?path=x.html`,
    '<script>1</script>',
    {
      'content-type': 'application/octet-stream',
    },
  )
  expect(upload.status).toBe(200)
  const { headers } = await ada.get(`/v1/sessions/${adasSession}/files/content?path=x.html`)
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-disposition')).toContain('attachment')
  expect(headers.get('access-control-allow-origin')).toBeNull()
})

test('API9 improper inventory: what is not in the contract is not there, and debug paths are none', async () => {
  const tried = [
    '/',
    '/debug',
    '/metrics',
    '/.env',
    '/admin',
    '/v0/sessions',
    '/v1',
    '/docs',
    '/openapi.json',
  ]
  for (const path of [...tried, '/v1/sessions/../../admin/users', '/V1/SESSIONS']) {
    expect([path, (await ada.get(path)).status]).toEqual([path, 404])
  }
  for (const method of ['TRACE', 'CONNECT', 'PROPFIND']) {
    const answer = await ada.ask(method, '/v1/sessions').catch(() => ({ status: 404 }))
    expect([method, answer.status]).toEqual([method, 404])
  }
})

test('API10 unsafe consumption of APIs: what a payment provider says is believed only when it is signed', async () => {
  const event = { id: 'evt_1', type: 'checkout.session.completed', data: { object: {} } }
  for (const signature of [undefined, '', 't=1,v1=00', `t=${Date.now()},v1=${'0'.repeat(64)}`]) {
    const headers: Record<string, string> =
      signature === undefined ? {} : { 'stripe-signature': signature }
    const { status } = await asker(world.faces.public, {}).post(
      '/v1/webhooks/stripe',
      event,
      headers,
    )
    expect([signature, status >= 400]).toEqual([signature, true])
  }
})

test('a secret that is kept somewhere is found by what every world does at its end', async () => {
  const secrets = new Secrets([keyOf('ada')])
  expect(secrets.in('a log', ['{"message":"hello"}'])).toEqual([])
  expect(secrets.in('a log', ['{"message":"hello"}', `{"key":"${keyOf('ada')}"}`])).toEqual([
    'a log',
  ])
  const leak = world.plane.db.collection('leaks').doc('one')
  await leak.set({ deep: { within: [keyOf('ada')] } })
  expect(await secrets.inDocuments(world.plane.db)).toEqual(['leaks/one'])
  await leak.delete()
})
