import { beforeAll, expect, test } from 'vitest'
import { type NamedRoute, routes } from '../shared/contract/index.ts'
import { scopes } from '../shared/contract/route.ts'
import { spellings } from '../shared/contract/spellings.ts'
import { shipped } from '../shared/pricing/shipped.ts'
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
  'limits.set': {},
  'users.create': { email: 'new@example.com', name: 'new' },
  'passports.create': { user_id: 'user0', name: 'new' },
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
  'files.delete': '?path=x',
  'files.download': '?path=x',
  'files.upload': '?path=x',
}

/** Routes that need no key at all, each with its reason. It only shrinks. */
const open: Readonly<Record<string, string>> = {
  'health.check': 'load balancers ask it, and it says nothing about anyone',
  'webhooks.stripe': 'Stripe has no key of ours; each event is proven by its signature',
}

let world: World
let ada: Citizen
let revoked: Citizen
let expired: Citizen
let adasSession: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1, eve: 1 }, lasts: 'file' })
  ada = world.citizen('ada')
  revoked = await settle(world.admin, 'rita', 1)
  await world.admin.delete(`/admin/passports/${revoked.passportId}`)
  expired = await settle(world.admin, 'ed', 1, { expires_at: '2020-01-01T00:00:00.000Z' })
  const made = await world.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })
  adasSession = made.body.id
  return world.close
})

const named = ({ noun, verb }: NamedRoute) => spellings(noun, verb).operationId

const ask = (line: NamedRoute, key: string | undefined) => {
  const path = line.route.path
    .replace('{id}', line.route.face === 'admin' ? 'x' : adasSession)
    .replace('{command_id}', '1')
    .concat(queries[named(line)] ?? '')
  const face = world.faces[line.route.face]
  return asker(face, key ? { 'x-api-key': key } : {}).ask(
    line.route.method,
    path,
    bodies[named(line)],
  )
}

const guarded = routes.filter((line) => !open[named(line)])
const publicRoutes = guarded.filter(({ route }) => route.face === 'public')

const badKeys: Readonly<Record<string, () => string | undefined>> = {
  'no key': () => undefined,
  'a malformed key': () => 'onm_not-a-key',
  'an unknown key': () => `onm_pp${'0'.repeat(18)}_${'0'.repeat(32)}`,
  'a wrong secret': () => ada.key.replace(/.{4}$/, 'zzzz'),
  'a revoked key': () => revoked.key,
  'an expired key': () => expired.key,
}

test.each(
  guarded.flatMap((line) => Object.keys(badKeys).map((bad) => [named(line), bad, line] as const)),
)('%s refuses %s with 401', async (_, bad, line) => {
  const answer = await ask(line, badKeys[bad]?.())
  expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
})

test.each(
  guarded.filter(({ route }) => route.face === 'admin').map((line) => [named(line), line] as const),
)("%s refuses a user's passport with 401", async (_, line) => {
  expect(await ask(line, ada.key)).toMatchObject({ status: 401 })
})

test.each(publicRoutes.map((line) => [named(line), line] as const))(
  '%s refuses a passport without its scope with 403',
  async (_, line) => {
    const others = scopes.filter((scope) => scope !== line.route.scope)
    const limited = await world.admin.post('/admin/passports', {
      user_id: ada.userId,
      name: 'limited',
      scopes: others,
    })
    const answer = await ask(line, limited.body.passport_key)
    expect(answer).toMatchObject({ status: 403, body: { code: 'missing_scope' } })
    expect(answer.body.detail).toContain(line.route.scope)
  },
)

test.each(
  publicRoutes
    .filter(({ route }) => route.path.includes('{id}'))
    .map((line) => [named(line), line] as const),
)("%s says 404 of somebody else's session, as of one that never was", async (_, line) => {
  const answer = await ask(line, world.citizen('eve').key)
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
})

test("lists and balances show nothing of anyone else's", async () => {
  const eve = world.as('eve')
  expect((await eve.get('/v1/sessions')).body.sessions).toEqual([])
  const { transactions } = (await eve.get('/v1/billing/transactions')).body
  expect(transactions).toHaveLength(1)
  expect((await eve.get('/v1/billing/balance')).body.account_id).toBe(
    world.citizen('eve').accountId,
  )
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
  expect(withoutKey.map(named)).toEqual(Object.keys(open))
})
