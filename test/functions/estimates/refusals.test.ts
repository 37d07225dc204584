import { decodeJwt, SignJWT } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { handlersOf } from '../../../emulators/gateway/gateway.ts'
import { serve } from '../../../functions/serve.ts'
import { transactor } from '../../../shared/firestore/transact.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { asker } from '../../kit/asker.ts'
import { settle } from '../../kit/citizens.ts'
import { newWorld, type World } from '../../kit/world.ts'

const wish = { provider: 'local', resources: { cpu_millis: 500 } }
const idle = '/v1/sessions?wait=0'

let world: World
beforeAll(async () => {
  world = await newWorld({ credit: { ada: 10, eve: 1 }, lasts: 'file' })
  return world.close
})

const quoteFor = async (who: string, body: object = wish): Promise<string> =>
  (await world.as(who).post('/v1/estimates', body)).body.quote.token

const signed = (claims: Record<string, unknown>, key: Uint8Array, audience = 'onmemos:quote') =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(audience)
    .setExpirationTime('1h')
    .sign(key)

/** The claims with a lower price. */
const cheaper = (token: string) => {
  const claims = decodeJwt<{ quote: Record<string, unknown> }>(token)
  return { ...claims, quote: { ...claims.quote, rate_micros_per_hour: 1 } }
}
const key = () => world.citizen('ada').key
const inside = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const bad: Readonly<Record<string, () => Promise<string>>> = {
  'no token': async () => 'cheap, please',
  'a forged signature': async () =>
    signed(cheaper(await quoteFor('ada')), new TextEncoder().encode('a key of the caller')),
  'altered claims': async () => {
    const token = await quoteFor('ada')
    const [header, , signature] = token.split('.')
    return [header, inside(cheaper(token)), signature].join('.')
  },
  'no signature at all': async () =>
    [inside({ alg: 'none' }), inside(cheaper(await quoteFor('ada'))), ''].join('.'),
  'a token of ours for something else': async () =>
    signed(cheaper(await quoteFor('ada')), world.plane.quoteKey, 'onmemos:other'),
  "another account's quote": () => quoteFor('eve'),
  'a quote for another provider': () => quoteFor('ada', { ...wish, provider: 'gke' }),
  'a quote for a smaller shape': () =>
    quoteFor('ada', { provider: 'local', resources: { cpu_millis: 100 } }),
  'a quote for less disk': () =>
    quoteFor('ada', { provider: 'local', resources: { cpu_millis: 500, disk_mb: 16 } }),
}

test.each(Object.entries(bad))('a create with %s is refused with 422', async (_, make) => {
  const answer = await world.as('ada').post(idle, { ...wish, quote: await make() })
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_quote' } })
})

test('a quote that has expired is refused with 409, and one that is about to is not', async () => {
  const [early, late] = [await quoteFor('ada'), await quoteFor('ada')]
  world.advance({ seconds: limits.quoteSeconds - 30 })
  expect((await world.as('ada').post(idle, { ...wish, quote: early })).status).toBe(201)
  world.advance({ seconds: 31 })
  expect(await world.as('ada').post(idle, { ...wish, quote: late })).toMatchObject({
    status: 409,
    body: { code: 'quote_expired' },
  })
})

test('a quote is good for one session, however many ask for it at once', async () => {
  const quote = await quoteFor('ada')
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => world.as('ada').post(idle, { ...wish, quote })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('quote_used')
})

test('a quote is good for one session, also when each process hears of it alone', async () => {
  const quote = await quoteFor('ada')
  const { plane } = world
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => {
      const process = { ...plane, transact: transactor(plane.db) }
      const ada = asker(serve(handlersOf('public'), process), { 'x-api-key': key() })
      return ada.post(idle, { ...wish, quote })
    }),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
  expect(await world.audit()).toMatchObject({ findings: [] })
})

test('a quoted create told again is no second use, not even when the quote has expired since', async () => {
  const ada = world.as('ada')
  const body = { ...wish, quote: await quoteFor('ada') }
  const once = { 'idempotency-key': 'quoted' }
  const first = await ada.post(idle, body, once)
  expect(first.status).toBe(201)
  expect((await ada.post(idle, body, once)).body.id).toBe(first.body.id)
  world.advance({ seconds: limits.quoteSeconds + 1 })
  expect(await ada.post(idle, body, once)).toMatchObject({
    status: 201,
    body: { id: first.body.id },
  })
  expect(await ada.post(idle, body)).toMatchObject({ body: { code: 'quote_expired' } })
})

test('a create that was refused uses no quote up', async () => {
  const zoe = await settle(world.admin, 'zoe', 0)
  const she = asker(world.faces.public, { 'x-api-key': zoe.key })
  const { quote } = (await she.post('/v1/estimates', wish)).body
  const body = { ...wish, quote: quote.token }
  expect((await she.post(idle, body)).status).toBe(402)
  await world.admin.post(`/admin/accounts/${zoe.accountId}/credits`, { micros: 1_000_000 })
  expect((await she.post(idle, body)).status).toBe(201)
  expect((await she.post(idle, body)).status).toBe(409)
})

const amounts = ['0', '-1', '0.5', 'NaN', '1e30', '9007199254740993', '"100"', 'null', '[1]']

test.each(
  amounts.flatMap((amount) => [
    ['/v1/sessions', 'max_cost', amount],
    ['/v1/estimates', 'max_cost', amount],
    ['/v1/estimates', 'duration_minutes', amount],
    ['/v1/estimates', 'ttl_minutes', amount],
  ]),
)('%s refuses %s of %s', async (path, field, amount) => {
  const answer = await world
    .as('ada')
    .ask('POST', path, `{"provider":"local","${field}":${amount}}`, {
      'content-type': 'application/json',
    })
  // JSON knows no NaN.
  const isJson = amount !== 'NaN'
  expect(answer).toMatchObject({
    status: isJson ? 422 : 400,
    body: { code: isJson ? 'invalid_request' : 'malformed_request' },
  })
  if (isJson) expect(answer.body.errors[0].location).toBe(`body.${field}`)
})

test.each([limits.sessionCostMicrosMax + 1, 12])('a ceiling of %i is refused', async (max_cost) => {
  for (const path of ['/v1/sessions', '/v1/estimates']) {
    const answer = await world.as('ada').post(path, { provider: 'local', max_cost })
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
    expect(answer.body.errors[0].location).toBe('body.max_cost')
  }
})

test.each([
  ['one configuration', { configurations: [wish] }],
  ['eleven', { configurations: Array(11).fill(wish) }],
  ['a quote in it', { configurations: [wish, { ...wish, quote: 'x' }] }],
  ['none', {}],
])('a comparison of %s is refused', async (_, body) => {
  const answer = await world.as('ada').post('/v1/estimates/compare', body)
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
})

test('what cannot run here is not estimated', async () => {
  const small = await newWorld({ placement: { local: 'local' } })
  expect(await small.as('ada').post('/v1/estimates', { provider: 'gke' })).toMatchObject({
    status: 501,
    body: { code: 'unsupported' },
  })
})
