import { beforeAll, expect, test } from 'vitest'
import { limits } from '../../shared/platform/limits.ts'
import { newWorld, type World } from '../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  return world.close
})

const json = { 'content-type': 'application/json' }
const create = (body: string, headers: Record<string, string> = json) =>
  world.as('ada').ask('POST', '/v1/sessions', body, headers)

test.each([
  ['no JSON', '{"template":', json, 400, 'malformed_request', ''],
  [
    'another content type',
    'template=go',
    { 'content-type': 'text/plain' },
    415,
    'unsupported_media_type',
    'text/plain',
  ],
  ['a list', '[]', json, 422, 'invalid_request', 'body'],
  ['an unknown field', '{"templet":"go"}', json, 422, 'invalid_request', 'body.templet'],
  [
    'a nested unknown field',
    '{"storage":{"buckets":"x"}}',
    json,
    422,
    'invalid_request',
    'body.storage.buckets',
  ],
  ['a wrong type', '{"ttl_minutes":"60"}', json, 422, 'invalid_request', 'body.ttl_minutes'],
  ['zero minutes', '{"ttl_minutes":0}', json, 422, 'invalid_request', 'body.ttl_minutes'],
  ['too many minutes', '{"ttl_minutes":1441}', json, 422, 'invalid_request', 'body.ttl_minutes'],
  [
    'a fraction of a minute',
    '{"ttl_minutes":1.5}',
    json,
    422,
    'invalid_request',
    'body.ttl_minutes',
  ],
  ['an unknown template', '{"template":"cobol"}', json, 422, 'invalid_request', 'body.template'],
  ['a name that fits no DNS label', '{"user":"Alice!"}', json, 422, 'invalid_request', 'body.user'],
  [
    'a number past what is exact',
    '{"ttl_minutes":1e30}',
    json,
    422,
    'invalid_request',
    'body.ttl_minutes',
  ],
])('a create with %s is refused, and says where', async (_, body, headers, status, code, where) => {
  const answer = await create(body, headers)
  expect(answer).toMatchObject({ status, body: { code, status } })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(`${answer.body.detail} ${JSON.stringify(answer.body.errors)}`).toContain(where)
})

test('all that is wrong is said at once', async () => {
  const { body } = await create('{"ttl_minutes":0,"templet":1,"user":"A"}')
  expect(body.errors.map((flaw: { location: string }) => flaw.location).sort()).toEqual([
    'body.templet',
    'body.ttl_minutes',
    'body.user',
  ])
})

test('a body over the limit is refused', async () => {
  const padding = 'x'.repeat(limits.requestBodyBytesMax)
  expect(await create(`{"user":"${padding}"}`)).toMatchObject({
    status: 413,
    body: { code: 'body_too_large' },
  })
})

test.each([
  ['GET', '/v1/sessions/sess0'],
  ['DELETE', '/v1/sessions/sess0'],
  ['GET', '/v1/sessions/ws-nobody-0'],
  ['GET', '/v1/nothing'],
  ['PUT', '/v1/sessions'],
])('%s %s is 404 as a problem document', async (method, path) => {
  const answer = await world.as('ada').ask(method, path)
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found', title: 'Not found' } })
})

test.each(['limit=0', 'limit=101', 'limit=x', 'status=dead', 'label=noequals', 'cursor=garbage'])(
  'a list asked with %s is refused',
  async (query) => {
    expect(await world.as('ada').get(`/v1/sessions?${query}`)).toMatchObject({ status: 422 })
  },
)

test('a provider that nothing here runs is refused as unsupported, and costs nothing', async () => {
  const cloudless = await newWorld({ placement: { local: 'local' } })
  expect(await cloudless.as('ada').post('/v1/sessions', { provider: 'gke' })).toMatchObject({
    status: 501,
    body: { code: 'unsupported' },
  })
  expect((await cloudless.as('ada').get('/v1/billing/balance')).body.held.micros).toBe(0)
})

test('a failure of ours is 500 without its inner message', async () => {
  const { accountId } = world.citizen('ada')
  await world.plane.db.collection('sessions').doc('broken').set({ account_id: accountId })
  const answer = await world.as('ada').get('/v1/sessions/broken')
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } })
  expect(answer.text).not.toContain('Invalid input')
  expect(world.logged.join('')).toContain('Invalid input')
})
