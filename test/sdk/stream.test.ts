import { expect, test } from 'vitest'
import { type Client, client } from '../../sdk/client.ts'
import { standin } from '../cli/standin/server.ts'

test('a streamed answer is read line by line, up to its end', async () => {
  await using server = await standin()
  const onmemos = client({ baseUrl: server.url, apiKey: server.key })
  const lines = await all(await streamOf(onmemos, 'echo one; echo two >&2; exit 3'))

  expect(lines.map(({ type }) => type).sort()).toEqual(['end', 'start', 'stderr', 'stdout'])
  expect(lines.at(-1)).toMatchObject({ type: 'end', returncode: 3, success: false })
})

test('lines come while the command runs', async () => {
  await using server = await standin()
  const onmemos = client({ baseUrl: server.url, apiKey: server.key })

  for await (const line of await streamOf(onmemos, 'echo now; sleep 600')) {
    if (line.type === 'stdout') return expect(line.data).toBe('now\n')
  }
  expect.unreachable()
})

test.for(['cut', 'ended early'] as const)(
  'a stream that was %s is an error, after what did come',
  async (how) => {
    await using server = await standin()
    const onmemos = client({ baseUrl: server.url, apiKey: server.key })
    server.fail('sessions.executeStream', { how, lines: 2 })
    const got: string[] = []

    const reading = async () => {
      for await (const { type } of await streamOf(onmemos, 'echo one; sleep 0.1; echo two')) {
        got.push(type)
      }
    }

    await expect(reading()).rejects.toThrow(/cut before its end/)
    expect(got).toEqual(['start', 'stdout'])
  },
)

test('a refused stream is an ApiError at the first line', async () => {
  await using server = await standin()
  const onmemos = client({ baseUrl: server.url, apiKey: server.key })
  const stream = onmemos.sessions.executeStream({
    params: { id: 'none' },
    body: { command: 'true' },
  })

  await expect(all(stream)).rejects.toMatchObject({ status: 404, code: 'not_found' })
})

test('a signal ends a stream with its own reason', async () => {
  await using server = await standin()
  const onmemos = client({ baseUrl: server.url, apiKey: server.key })
  const stopping = new AbortController()
  const reason = new Error('enough')

  const reading = async () => {
    for await (const _ of await streamOf(onmemos, 'sleep 600', stopping.signal)) {
      stopping.abort(reason)
    }
  }

  await expect(reading()).rejects.toBe(reason)
})

async function streamOf({ sessions }: Client, command: string, signal?: AbortSignal) {
  const { id } = await sessions.create()
  return sessions.executeStream({ params: { id }, body: { command }, ...(signal && { signal }) })
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
