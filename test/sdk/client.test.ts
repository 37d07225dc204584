import { expect, expectTypeOf, test } from 'vitest'
import { client } from '../../sdk/client.ts'
import { AnswerError, ConnectionError } from '../../sdk/errors.ts'
import { standin } from '../cli/standin/server.ts'

test('a call takes the parts that its route has, and answers what the contract says', async () => {
  await using server = await standin()
  const { sessions, billing } = client({ baseUrl: server.url, apiKey: server.key })

  const made = await sessions.create({ body: { template: 'python', labels: { team: 'a' } } })
  const found = await sessions.get({ params: { id: made.id } })
  const listed = await sessions.list({ query: { label: 'team=a', limit: 5 } })

  expect(found).toEqual({ ...made, status: 'running', started_at: found.started_at })
  expect(listed.sessions).toEqual([found])
  expect(await billing.balance()).toMatchObject({ available: { display: '1.50' } })
  expectTypeOf(found.status).toEqualTypeOf<(typeof listed.sessions)[number]['status']>()
})

test('a missing part, a wrong value and a route that is not public do not compile', () => {
  const { sessions, ...others } = client({ baseUrl: 'http://127.0.0.1:1', apiKey: 'key' })
  const neverCalled = () => [
    sessions.create(),
    // @ts-expect-error no such template
    sessions.create({ body: { template: 'cobol' } }),
    // @ts-expect-error which one?
    sessions.get(),
    // @ts-expect-error for how long?
    sessions.extend({ params: { id: 'x' } }),
    // @ts-expect-error this route has no body
    sessions.delete({ params: { id: 'x' }, body: {} }),
    // @ts-expect-error only administrators make users
    others.users,
  ]
  expect(neverCalled).toBeTypeOf('function')
  expect(Object.keys(others)).toEqual(expect.arrayContaining(['health', 'billing']))
  for (const noun of ['users', 'webhooks']) expect(others).not.toHaveProperty(noun)
})

test('a refusal is an ApiError with its code, its detail, what was wrong where, and the facts', async () => {
  await using server = await standin()
  server.availableMicros = 67
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })

  await expect(sessions.create()).rejects.toMatchObject({
    name: 'ApiError',
    status: 402,
    code: 'insufficient_credits',
    detail: '0.0041 credits are missing',
    facts: { missing_micros: 4_100, available_micros: 67 },
  })
  await expect(sessions.create({ body: { ttl_minutes: 0 } })).rejects.toMatchObject({
    status: 422,
    code: 'invalid_request',
    errors: [{ location: 'body.ttl_minutes', message: expect.any(String) }],
  })
})

test('a refusal that is not a problem document still says its status and what was answered', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })
  server.fail('sessions.list', { how: 'page', status: 400 })

  await expect(sessions.list()).rejects.toEqual(
    expect.objectContaining({
      status: 400,
      code: 'not_a_problem',
      detail: expect.stringContaining('Bad gateway'),
    }),
  )
})

test('an answer of another version says so instead of passing for what it is not', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })
  server.fail('sessions.list', { how: 'foreign', body: { sessions: [{ id: 7 }] } })

  await expect(sessions.list()).rejects.toThrow(AnswerError)
})

test('members that this version does not know are kept', async () => {
  await using server = await standin()
  const { health } = client({ baseUrl: server.url, apiKey: server.key })
  const body = { status: 'ok', version: '9.0.0', region: 'moon' }
  server.fail('health.check', { how: 'foreign', body })

  expect(await health.check()).toEqual(body)
})

test('when nothing listens, the error names the URL and how to start the server', async () => {
  const { url } = await stopped()
  const { billing } = client({ baseUrl: url, apiKey: 'key' })

  const error = await billing.balance().catch((reason: unknown) => reason)

  expect(error).toBeInstanceOf(ConnectionError)
  expect(String(error)).toContain(`${url}/v1/billing/balance`)
  expect(String(error)).toContain('npm start')
})

test('an id that a URL would take for a path is refused before it is sent', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })

  for (const id of ['', '.', '..']) {
    await expect(sessions.delete({ params: { id } })).rejects.toThrow(/cannot be the id/)
  }
  await expect(sessions.get({ params: { id: '../x?y' } })).rejects.toThrow('no session ../x?y')
})

test.for(['not a url', 'ftp://example.com', ''])('%j is refused as a server', (baseUrl) => {
  expect(() => client({ baseUrl, apiKey: 'key' })).toThrow(/http or https URL/)
})

test('a key that no header can carry is refused without being repeated', () => {
  const apiKey = 'secret\nkey'
  expect(() => client({ baseUrl: 'http://127.0.0.1', apiKey })).toThrow(/^(?!.*secret)/)
})

async function stopped() {
  await using server = await standin()
  return { url: server.url }
}
