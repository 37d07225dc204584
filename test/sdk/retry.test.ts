import { expect, test } from 'vitest'
import { client } from '../../sdk/client.ts'
import { ApiError } from '../../sdk/errors.ts'
import { standin } from '../cli/standin/server.ts'
import type { Failure } from '../cli/standin/world.ts'

test.for<[string, Failure]>([
  ['a dropped connection', { how: 'dropped' }],
  ['502', { how: 'page', status: 502 }],
  ['503', { how: 'problem', status: 503 }],
  ['504', { how: 'page', status: 504 }],
])('a GET is asked again after %s', async ([, failure]) => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })
  server.fail('sessions.list', failure, failure)

  expect(await sessions.list()).toEqual({ sessions: [], next_cursor: null })
  expect(server.asked).toHaveLength(3)
})

test('a retry waits as long as Retry-After says', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })
  server.fail('sessions.list', { how: 'problem', status: 503, retryAfter: 1 })

  const before = performance.now()
  await sessions.list()

  expect(performance.now() - before).toBeGreaterThanOrEqual(1_000)
})

test('what is refused for good is asked once', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: 'another-key' })

  await expect(sessions.list()).rejects.toThrow(ApiError)
  expect(server.asked).toHaveLength(1)
})

test('a create whose answer was lost is asked again and makes one session', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })
  server.fail('sessions.create', { how: 'answer lost' }, { how: 'problem', status: 503 })

  const made = await sessions.create()

  expect([...server.sessions.keys()]).toEqual([made.id])
  expect(server.asked).toHaveLength(3)
})

test('two creates have keys of their own, and a given key is used as it is', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })

  await sessions.create()
  await sessions.create()
  await sessions.create({ headers: { 'idempotency-key': 'mine' } })

  const keys = server.asked.map(({ headers }) => headers['idempotency-key'])
  expect(new Set(keys).size).toBe(3)
  expect(keys.at(-1)).toBe('mine')
})

test('a command is never sent twice, whatever happened to its answer', async () => {
  await using server = await standin()
  const { sessions } = client({ baseUrl: server.url, apiKey: server.key })
  const { id } = await sessions.create()
  server.fail('sessions.execute', { how: 'answer lost' })

  await expect(sessions.execute({ params: { id }, body: { command: 'true' } })).rejects.toThrow(
    /whether it was carried out is not known/,
  )
  expect(server.asked.filter(({ name }) => name === 'sessions.execute')).toHaveLength(1)
})
