import { beforeAll, expect, test } from 'vitest'
import { type NamedRoute, routes } from '../shared/contract/index.ts'
import { scopes } from '../shared/contract/route.ts'
import { spellings } from '../shared/contract/spellings.ts'
import { limits } from '../shared/platform/limits.ts'
import { shipped } from '../shared/pricing/shipped.ts'
import { issue } from '../shared/signins/issue.ts'
import { asker } from './kit/asker.ts'
import { type Citizen, settle } from './kit/citizens.ts'
import { newWorld, type World } from './kit/world.ts'

/** A right request of each route, so that what is refused is refused for its key alone. */
const bodies: Readonly<Record<string, unknown>> = {
  'sessions.create': { provider: 'local' },
  'sessions.execute': { command: 'true' },
  'sessions.executeStream': { command: 'true' },
  'sessions.extend': { minutes: 1 },
  'sessions.ticket': {},
  'files.makeDirectory': { path: 'made' },
  'files.move': { from: 'here', to: 'there' },
  'snapshots.create': {},
  'estimates.create': { provider: 'local' },
  'estimates.compare': { configurations: [{ provider: 'local' }, { provider: 'gke' }] },
  'prices.publish': { ...shipped, version: 'next', effective_from: '2099-01-01T00:00:00.000Z' },
  'prices.preview': {
    providers: shipped.providers,
    storage_gib_month: shipped.storage_gib_month,
    egress_gib: shipped.egress_gib,
  },
  'purchases.create': { micros: 1_000_000 },
  'purchases.refund': { reason: 'asked for' },
  'coupons.create': {
    code: 'WELCOME',
    micros: 1,
    redemptions_max: 1,
    valid_until: '2099-01-01T00:00:00.000Z',
  },
  'coupons.redeem': { code: 'WELCOME' },
  'adjustments.create': { micros: 1, reason: 'miscounted' },
  'refunds.create': { micros: 1, reason: 'it was slow' },
  'storage.create': {
    account_id: 'acct0',
    name: 'data',
    kind: 'bucket',
    storage_class: 'standard',
  },
  'storage.measure': { size_bytes: 1 },
  'storage.createBucket': { workspace_id: 'there', name: 'data' },
  'storage.createFilestore': { workspace_id: 'there', name: 'data' },
  'storage.change': {},
  'workspaces.create': { name: 'made' },
  'workspaces.update': {},
  'workspaces.setDefaults': {},
  'adminWorkspaces.create': { name: 'made', account_id: 'acct0' },
  'adminWorkspaces.update': {},
  'ssoDomains.set': { account_id: 'acct0' },
  'limits.set': {},
  'tiers.set': { tiers: {} },
  'adminKeys.create': { name: 'new' },
  'adminKeys.rotate': {},
  'flags.set': {},
  'cloudrun.create': {},
  'execbox.setLimits': {},
  'execbox.createKey': { name: 'new' },
  'execbox.changeKey': { name: 'new' },
  'execbox.createSession': { image: 'python:3.12' },
  'users.create': { email: 'new@example.com', name: 'new' },
  'users.change': { name: 'other' },
  'quotas.request': { email: 'eager@example.com' },
  'quotas.grant': { tier: 'pro' },
  'quotas.answer': { status: 'denied' },
  'waitlist.join': { email: 'eager@example.com' },
  'execbox.joinWaitlist': { email: 'eager@example.com' },
  'execbox.requestQuota': { email: 'eager@example.com' },
  'account.rename': { name: 'other' },
  'accounts.change': { name: 'other' },
  'members.add': { kind: 'service', name: 'robot', role: 'viewer' },
  'members.change': { role: 'owner' },
  'keys.create': { name: 'new' },
  'keys.change': { name: 'other' },
  'keys.rotate': {},
  'passports.create': { user_id: 'user0', name: 'new' },
  'passports.change': { name: 'other' },
  'passports.rotate': {},
  'credits.grant': { micros: 1 },
  'pools.set': {
    provider: 'local',
    sizes: [{ from_hour: 0, size: 0 }],
    budget_micros_per_day: 0,
  },
}

const queries: Readonly<Record<string, string>> = {
  'sessions.url': '?port=80',
  'files.stat': '?path=x',
  'files.watch': '?path=x',
  'files.delete': '?path=x',
  'files.download': '?path=x',
  'files.upload': '?path=x',
  'passports.list': '?account_id=x',
  'cloudrun.execute': '?command=true',
  'execbox.uploadFile': '?path=x',
  'execbox.readFile': '?path=x',
  'execbox.portUrl': '?port=8000',
}

/** Routes that need no key at all, each with its reason. It only shrinks. */
const open: Readonly<Record<string, string>> = {
  'health.check': 'load balancers ask it, and it says nothing about anyone',
  'webhooks.stripe': 'Stripe has no key of ours; each event is proven by its signature',
  'signin.begin': 'who signs in has no key yet; it sends a browser to the identity provider',
  'signin.callback': 'the same; proven by what the provider vouches for and the cookie of this way',
  'signin.device': 'the same; it hands out a code that is good for nothing until it is entered',
  'signin.deviceToken': 'the same; proven by the device code',
  'signin.refresh': 'proven by the refresh token',
  'signin.browser': 'proven by the cookie that signing in left',
  'signin.out': 'proven by the refresh token, and ends no more than that',
  'signin.browserOut': 'the same by the cookie',
  'signup.begin': 'who signs up has no key yet; it says the same to all, and mails so often',
  'signup.verify': 'proven by the code that was mailed',
  'quotas.request': 'who has no account asks too; so many a minute from one address',
  'waitlist.join': 'the same',
  'execbox.requestQuota': 'the same by another door',
  'execbox.joinWaitlist': 'the same by another door',
}

let world: World
let ada: Citizen
let eve: Citizen
/** Whose passport is made from one that was revoked. */
let orphan: string
let sessionKey: string
let adasSession: string
/** May ask once a minute. */
let hasty: string
/** Good from some addresses only. */
let local: string
/** Ada's access token. */
let signedIn: string
/** By scope: a key that has all but that. */
const without = new Map<string, string>()
const others = new Map<string, Citizen>()

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1, eve: 1 }, lasts: 'file' })
  ada = world.citizen('ada')
  eve = world.citizen('eve')
  const { admin } = world
  for (const name of ['rita', 'ed', 'dan', 'sue', 'max', 'gus']) {
    others.set(name, await settle(admin, name, 1))
  }
  orphan = (await asking(other('rita').key).post('/v1/passports', { name: 'child' })).body
    .passport_key
  await admin.delete(`/admin/passports/${other('rita').passportId}`)
  await admin.ask('PATCH', `/admin/passports/${other('ed').passportId}`, {
    expires_at: '2020-01-01T00:00:00.000Z',
  })
  await admin.post(`/admin/passports/${other('dan').passportId}/deactivate`)
  await admin.ask('PATCH', `/admin/users/${other('sue').userId}`, { status: 'suspended' })
  await admin.delete(`/admin/users/${other('max').userId}`)
  const made = await world.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })
  adasSession = made.body.id
  const boxs = await world.as('ada').post('/v1/passports', { name: 'box', session_id: adasSession })
  sessionKey = boxs.body.passport_key
  const issued = async (wish: object) =>
    (await admin.post('/admin/passports', { user_id: ada.userId, name: 'other', ...wish })).body
      .passport_key
  const rob = await settle(admin, 'rob', 0)
  const once = { user_id: rob.userId, limits: { requests_per_minute_max: 1 } }
  hasty = await issued(once)
  local = await issued({ allowed_ips: ['10.1.0.0/16', '2001:db8::1'] })
  for (const scope of scopes) {
    without.set(scope, await issued({ scopes: scopes.filter((one) => one !== scope) }))
  }
  const { plane, clock } = world
  const who = { user_id: ada.userId, account_id: ada.accountId, how: 'oidc' } as const
  const tokens = await plane.transact('in', (tx) => issue(tx, plane.tokenKeys, who, clock.now()))
  signedIn = tokens.access_token
  // What was looked up before has been forgotten.
  world.advance({ seconds: limits.passportCacheSeconds })
  return world.close
})

const other = (name: string): Citizen => {
  const found = others.get(name)
  if (!found) throw new Error(`nobody is called ${name} here`)
  return found
}

const asking = (key: string) => asker(world.faces.public, { 'x-api-key': key })

const named = ({ noun, verb }: NamedRoute) => spellings(noun, verb).operationId

/** Ada's, on the public face. */
const idFor = ({ route, noun }: NamedRoute): string => {
  if (route.face === 'admin') return 'x'
  return noun === 'keys' ? ada.passportId : adasSession
}

const ask = (line: NamedRoute, key: string | undefined, more: Record<string, string> = {}) => {
  const path = line.route.path
    .replace('{id}', idFor(line))
    .replace('{user_id}', ada.userId)
    .replace('{command_id}', '1')
    .concat(queries[named(line)] ?? '')
  const face = world.faces[line.route.face]
  return asker(face, key ? { 'x-api-key': key, ...more } : {}).ask(
    line.route.method,
    path,
    bodies[named(line)],
  )
}

const guarded = routes.filter((line) => !open[named(line)])
const publicRoutes = guarded.filter(({ route }) => route.face === 'public')
const each = (lines: readonly NamedRoute[]) => lines.map((line) => [named(line), line] as const)

const badKeys: Readonly<Record<string, () => string | undefined>> = {
  'no key': () => undefined,
  'a malformed key': () => 'onm_not-a-key',
  'an unknown key': () => `onm_pp${'0'.repeat(18)}_${'0'.repeat(32)}`,
  'an unknown key like those of Execbox': () => `sk_${'0'.repeat(64)}`,
  'an unknown key like those of E2B': () => `e2b_${'0'.repeat(40)}`,
  'a wrong secret': () => ada.key.replace(/.{4}$/, 'zzzz'),
  'a revoked key': () => other('rita').key,
  'a key made from a revoked one': () => orphan,
  'an expired key': () => other('ed').key,
  'a deactivated key': () => other('dan').key,
  'a key of a suspended user': () => other('sue').key,
  'a key of a user that is no more': () => other('max').key,
}

test.each(each(guarded))('%s refuses every bad key with 401', async (_, line) => {
  const answers = await Promise.all(
    Object.entries(badKeys).map(async ([bad, key]) => {
      const { status, body } = await ask(line, key())
      return [bad, status, body.code]
    }),
  )
  expect(answers).toEqual(Object.keys(badKeys).map((bad) => [bad, 401, 'unauthenticated']))
})

test.each(each(guarded.filter(({ route }) => route.face === 'admin')))(
  "%s refuses a user's passport with 401",
  async (_, line) => {
    expect(await ask(line, ada.key)).toMatchObject({ status: 401 })
  },
)

test.each(each(guarded.filter(({ route }) => route.face === 'admin')))(
  '%s refuses who has signed in and is no administrator with 403',
  async (_, line) => {
    expect(await ask(line, signedIn)).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
  },
)

test.each(each(publicRoutes))(
  '%s refuses a passport without its scope with 403',
  async (_, line) => {
    const answer = await ask(line, without.get(line.route.scope ?? ''))
    expect(answer).toMatchObject({ status: 403, body: { code: 'missing_scope' } })
    expect(answer.body.detail).toContain(line.route.scope)
  },
)

test.each(each(publicRoutes))('%s refuses a passport from elsewhere with 403', async (_, line) => {
  const from = (address: string) => ask(line, local, { 'x-forwarded-for': `10.1.2.3, ${address}` })
  expect(await from('192.0.2.1')).toMatchObject({ body: { code: 'address_not_allowed' } })
  expect(await ask(line, local)).toMatchObject({ status: 403 })
})

test.each(each(publicRoutes))(
  "%s takes the key of a session for that session's own",
  async (_, line) => {
    const answer = await ask(line, sessionKey)
    if (!line.route.isForSessions) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'missing_scope' } })
    } else expect([200, 409]).toContain(answer.status)
  },
)

test.each(each(publicRoutes.filter(({ route }) => /\{(user_)?id\}/.test(route.path))))(
  "%s says 404 of what is somebody else's, as of what never was",
  async (_, line) => {
    const answer = await ask(line, eve.key)
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  },
)

test.each(each(publicRoutes))(
  '%s refuses more requests than a key may make with 429',
  async (_, line) => {
    // Of three in a row two are in one minute.
    const answers = [await ask(line, hasty), await ask(line, hasty), await ask(line, hasty)]
    const refused = answers.find(({ status }) => status === 429)
    expect(refused).toMatchObject({ body: { code: 'too_many_requests' } })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused?.headers.get('ratelimit-remaining')).toBe('0')
  },
)

test.each(each(publicRoutes))('%s lets in who may', async (_, line) => {
  expect([401, 403, 500]).not.toContain((await ask(line, other('gus').key)).status)
})

test.each(each(guarded.filter(({ route }) => route.face === 'admin')))(
  '%s lets in the administrator',
  async (_, line) => {
    const answer = await world.admin.ask(
      line.route.method,
      line.route.path.replace(/\{\w+\}/, 'x').concat(queries[named(line)] ?? ''),
      bodies[named(line)],
    )
    expect([401, 403, 500]).not.toContain(answer.status)
  },
)

test("lists and balances show nothing of anyone else's", async () => {
  const asEve = world.as('eve')
  expect((await asEve.get('/v1/sessions')).body.sessions).toEqual([])
  const { transactions } = (await asEve.get('/v1/billing/transactions')).body
  expect(transactions).toHaveLength(1)
  expect((await asEve.get('/v1/billing/balance')).body.account_id).toBe(eve.accountId)
  const { members } = (await asEve.get('/v1/account/members')).body
  expect(members.map((member: { user_id: string }) => member.user_id)).toEqual([eve.userId])
  const { passports } = (await asEve.get('/v1/passports')).body
  expect(passports.map((one: { passport_id: string }) => one.passport_id)).toEqual([eve.passportId])
})

test('a key is taken from X-API-Key, Authorization and X-Forwarded-Authorization', async () => {
  for (const headers of [
    { 'x-api-key': ada.key },
    { authorization: `Bearer ${ada.key}` },
    { authorization: 'Bearer gateway', 'x-forwarded-authorization': `Bearer ${ada.key}` },
  ]) {
    expect(await asker(world.faces.public, headers).get('/v1/sessions')).toMatchObject({
      status: 200,
    })
  }
})

test('every open route stands in the list with its reason', () => {
  const withoutKey = routes.filter(({ route }) => route.face === 'public' && route.scope === null)
  expect(withoutKey.map(named).toSorted()).toEqual(Object.keys(open).toSorted())
})
