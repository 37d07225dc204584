import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterCode, newBrowser } from '../../kit/oidc/browser.ts'
import { type Crook, openCrooked } from '../../kit/oidc/crooked.ts'
import { type Account, openProvider } from '../../kit/oidc/provider.ts'
import { newWorld, type World } from '../../kit/world.ts'

const callback = 'http://public.test/v1/signin/callback'
let world: World
let provider: Awaited<ReturnType<typeof openProvider>>

beforeAll(async () => {
  provider = await openProvider(callback)
  const settings = { ONMEMOS_OIDC_ISSUER: provider.issuer, ONMEMOS_OIDC_CLIENT_ID: 'onmemos' }
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file', settings })
})

afterAll(async () => {
  await world.close()
  await provider.close()
})

const proven = (email: string): Account => ({ email, email_verified: true, name: 'Somebody' })
const cookieOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

/** As a browser goes: to us, to the provider, and back. */
async function signIn(query = '', at: World = world) {
  const begun = await at.anyone.get(`/v1/signin${query}`)
  expect(begun.status).toBe(302)
  const there = await newBrowser().visit(begun.headers.get('location') ?? '', callback)
  const cookie = cookieOf(begun.headers)
  return at.anyone.get(`${there.url.pathname}${there.url.search}`, { cookie })
}
const balance = (token: string) =>
  world.anyone.get('/v1/billing/balance', { authorization: `Bearer ${token}` })

test('who signs in first has a user and an account, and is the same the next time', async () => {
  provider.visits('sub-1', proven('first@example.com'))
  const first = await signIn()
  expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
  expect((await balance(first.body.access_token)).body.account_id).toBe(first.body.account_id)
  provider.visits('sub-1', proven('moved@example.com'))
  const { user_id, account_id } = first.body
  const as = { authorization: `Bearer ${first.body.access_token}` }
  const records = (await world.anyone.get('/v1/audit', as)).body
  expect(JSON.stringify(records)).toContain('signin.callback')
  expect((await signIn()).body).toMatchObject({ user_id, account_id })
})

test('who has proven an address is the user that has it', async () => {
  provider.visits('sub-ada', proven('ADA@example.com'))
  expect((await signIn()).body.user_id).toBe(world.citizen('ada').userId)
})

test('who has not proven an address is nobody yet', async () => {
  provider.visits('sub-2', { ...proven('ada@example.com'), email_verified: false })
  expect(await signIn()).toMatchObject({ status: 403, body: { code: 'email_not_verified' } })
})

test('people of a domain are let into its account, as what the administrator said', async () => {
  const { accountId } = world.citizen('ada')
  const set = (path: string, body: object) => world.admin.put(`/admin/sso-domains/${path}`, body)
  const said = await set('corp.example', { account_id: accountId, role: 'viewer' })
  expect(said).toMatchObject({ status: 200, body: { domain: 'corp.example' } })
  expect((await set('corp.example', { account_id: 'acctnone' })).status).toBe(404)
  expect((await set('nonsense', { account_id: accountId })).status).toBe(422)
  provider.visits('sub-3', proven('colleague@corp.example'))
  const { body } = await signIn()
  expect(body.account_id).toBe(accountId)
  const as = { authorization: `Bearer ${body.access_token}` }
  expect((await world.anyone.get('/v1/account', as)).body.caller).toMatchObject({
    user_id: body.user_id,
    role: 'viewer',
    passport_id: null,
  })
  expect(await world.anyone.post('/v1/workspaces', { name: 'x' }, as)).toMatchObject({
    status: 403,
    body: { code: 'missing_scope' },
  })
  provider.visits('sub-4', proven('stranger@sub.corp.example'))
  expect((await signIn()).body.account_id).not.toBe(accountId)
  expect((await world.admin.get('/admin/sso-domains')).body.sso_domains).toHaveLength(1)
  expect((await world.admin.delete('/admin/sso-domains/corp.example')).status).toBe(200)
  expect((await world.admin.delete('/admin/sso-domains/corp.example')).status).toBe(404)
})

test('a suspended user is let in no more, and one who was removed comes anew', async () => {
  provider.visits('sub-5', proven('bad@example.com'))
  const { body } = await signIn()
  await world.admin.ask('PATCH', `/admin/users/${body.user_id}`, { status: 'suspended' })
  world.advance({ seconds: 11 })
  expect((await balance(body.access_token)).status).toBe(401)
  expect((await world.admin.delete(`/admin/users/${body.user_id}`)).status).toBe(200)
  const left = await world.plane.db
    .collection('memberships')
    .where('user_id', '==', body.user_id)
    .get()
  expect(left.size).toBe(0)
  const anew = await signIn()
  expect(anew.status).toBe(200)
  expect(anew.body.user_id).not.toBe(body.user_id)
  expect((await balance(anew.body.access_token)).status).toBe(200)
})

test('a browser comes back to where it was, with a cookie that scripts cannot see', async () => {
  provider.visits('sub-6', proven('browser@example.com'))
  const back = await signIn('?return_to=/terminal/x%3Fa=b')
  expect(back.status).toBe(302)
  expect(back.headers.get('location')).toBe('/terminal/x?a=b')
  const line = back.headers.getSetCookie().find((one) => one.startsWith('onmemos_refresh='))
  expect(line).toMatch(/; Path=\/v1; HttpOnly; SameSite=Strict/)
  const cookie = line?.split(';')[0] ?? ''
  const refreshed = await world.anyone.post('/v1/signin/browser', undefined, { cookie })
  expect(refreshed.status).toBe(201)
  expect(refreshed.body).not.toHaveProperty('refresh_token')
  expect((await balance(refreshed.body.access_token)).status).toBe(200)
  const next = { cookie: cookieOf(refreshed.headers) }
  const out = await world.anyone.post('/v1/signout/browser', undefined, next)
  expect(out.headers.getSetCookie().join()).toMatch(/onmemos_refresh=; Max-Age=0/)
  expect((await world.anyone.post('/v1/signin/browser', undefined, next)).status).toBe(401)
  expect((await world.anyone.post('/v1/signin/browser')).status).toBe(401)
})

test.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'terminal'])(
  'nobody is sent on to %s',
  async (address) => {
    const query = `?return_to=${encodeURIComponent(address)}`
    expect((await world.anyone.get(`/v1/signin${query}`)).status).toBe(422)
  },
)

test('only the browser that began to sign in may end it, with what it was given', async () => {
  provider.visits('sub-7', proven('victim@example.com'))
  const begun = await world.anyone.get('/v1/signin')
  const there = await newBrowser().visit(begun.headers.get('location') ?? '', callback)
  const back = `${there.url.pathname}${there.url.search}`
  const other = await world.anyone.get('/v1/signin')
  const refused = { status: 403, body: { code: 'signin_refused' } }
  for (const cookie of ['', 'onmemos_journey=nonsense', cookieOf(other.headers)]) {
    expect(await world.anyone.get(back, { cookie })).toMatchObject(refused)
  }
  const cookie = cookieOf(begun.headers)
  const forged = `${there.url.pathname}?code=x&state=${there.url.searchParams.get('state')}`
  expect(await world.anyone.get(forged, { cookie })).toMatchObject(refused)
  world.advance({ seconds: 601 })
  expect(await world.anyone.get(back, { cookie })).toMatchObject(refused)
})

test('a device is signed in once its code was entered, and not before', async () => {
  provider.visits('sub-8', proven('device@example.com'))
  const begun = await world.anyone.post('/v1/signin/device')
  expect(begun).toMatchObject({ status: 201, body: { user_code: expect.any(String) } })
  const { device_code, verification_uri_complete: complete } = begun.body
  const ask = () => world.anyone.post('/v1/signin/device/token', { device_code })
  expect(await ask()).toMatchObject({ status: 428, body: { code: 'signin_pending' } })
  await enterCode(complete)
  const answer = await ask()
  expect(answer.status).toBe(201)
  expect((await balance(answer.body.access_token)).status).toBe(200)
  expect(await ask()).toMatchObject({ status: 403, body: { code: 'signin_refused' } })
  const nonsense = { device_code: 'nonsense' }
  expect(await world.anyone.post('/v1/signin/device/token', nonsense)).toMatchObject({
    status: 403,
  })
})

const now = () => Math.floor(Date.now() / 1_000)
let crookedWorld: Promise<{ crooked: Awaited<ReturnType<typeof openCrooked>>; at: World }>

/** One for all of its cases. */
function withCrooked() {
  crookedWorld ??= (async () => {
    const crooked = await openCrooked()
    const settings = { ONMEMOS_OIDC_ISSUER: crooked.issuer, ONMEMOS_OIDC_CLIENT_ID: 'onmemos' }
    return { crooked, at: await newWorld({ credit: {}, settings, lasts: 'file' }) }
  })()
  return crookedWorld
}

afterAll(async () => {
  const { crooked, at } = await crookedWorld
  await at.close()
  await crooked.close()
})

const crooks: Readonly<Record<string, Crook>> = {
  'for another audience': { claims: (right) => ({ ...right, aud: 'somebody-else' }) },
  'of another issuer': { claims: (right) => ({ ...right, iss: 'http://elsewhere.test' }) },
  'with another nonce': { claims: (right) => ({ ...right, nonce: 'replayed' }) },
  'without a nonce': { claims: ({ nonce: _, ...rest }) => rest },
  'that has expired': { claims: (right) => ({ ...right, iat: now() - 900, exp: now() - 600 }) },
  'without an end': { claims: ({ exp: _, ...rest }) => rest },
  'without a signature': { signature: 'none' },
  'signed by a key that is not the provider’s': { signature: 'unknown key' },
}

test.each(Object.entries(crooks))('an ID token %s signs nobody in', async (_, crook) => {
  const { crooked, at } = await withCrooked()
  crooked.told.crook = crook
  const before = (await at.plane.db.collection('signins').get()).size
  expect(await signIn('', at)).toMatchObject({ status: 403, body: { code: 'signin_refused' } })
  expect((await at.plane.db.collection('signins').get()).size).toBe(before)
  crooked.told.crook = {}
  expect((await signIn('', at)).status).toBe(200)
})

test('a provider that is away is said to be, and asked again by the next', async () => {
  const crooked = await openCrooked()
  const settings = { ONMEMOS_OIDC_ISSUER: crooked.issuer, ONMEMOS_OIDC_CLIENT_ID: 'onmemos' }
  const at = await newWorld({ credit: {}, settings })
  await crooked.close()
  const away = { status: 503, body: { code: 'signin_unavailable' } }
  expect(await at.anyone.get('/v1/signin')).toMatchObject(away)
  expect(await at.anyone.post('/v1/signin/device')).toMatchObject(away)
})

test('without a provider it says which settings to set', async () => {
  const at = await newWorld({ credit: {} })
  for (const answer of [
    await at.anyone.get('/v1/signin'),
    await at.anyone.get('/v1/signin/callback'),
    await at.anyone.post('/v1/signin/device'),
    await at.anyone.post('/v1/signin/device/token', { device_code: 'x' }),
  ]) {
    expect(answer).toMatchObject({
      status: 501,
      body: { code: 'unsupported', detail: expect.stringContaining('ONMEMOS_OIDC_ISSUER') },
    })
  }
})
