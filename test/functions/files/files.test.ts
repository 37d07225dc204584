import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let session: string
beforeAll(async () => {
  world = await newWorld({ credit: { ada: 10 }, lasts: 'file' })
  const resources = { memory_mb: 256, disk_mb: 64 }
  const made = await world.as('ada').post('/v1/sessions', { provider: 'local', resources })
  session = `/v1/sessions/${made.body.id}`
  return world.close
})

const content = (path: string) => `${session}/files/content?path=${encodeURIComponent(path)}`
const key = () => ({ 'x-api-key': world.citizen('ada').key })
const put = async (path: string, body: string | ReadableStream<Uint8Array>) => {
  const init = { method: 'PUT', headers: key(), body, duplex: 'half' as const }
  const answer = await world.faces.public.request(content(path), init)
  return { status: answer.status, body: await answer.json() }
}
const get = async (path: string, headers: Record<string, string> = {}) =>
  await world.faces.public.request(content(path), { headers: { ...key(), ...headers } })
const ada = () => world.as('ada')

test('a file is put, looked at, downloaded whole and in part', async () => {
  const { status, body } = await put('/workspace/a/greeting', 'hello, world')
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { path: '/workspace/a/greeting', type: 'file', size_bytes: 12, owner: 'user' },
  })
  expect((await ada().get(`${session}/files/stat?path=/workspace/a/greeting`)).body).toEqual(body)
  const whole = await get('/workspace/a/greeting')
  expect(whole.headers.get('content-disposition')).toBe('attachment')
  expect(await whole.text()).toBe('hello, world')
  const part = await get('/workspace/a/greeting', { range: 'bytes=7-' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 7-11/12'])
  expect(await part.text()).toBe('world')
  const beyond = await get('/workspace/a/greeting', { range: 'bytes=99-' })
  expect(beyond.status).toBe(416)
  expect(await beyond.json()).toMatchObject({ code: 'range_not_satisfiable' })
})

test('directories are made, listed, moved and removed', async () => {
  const made = await ada().post(`${session}/files/directory`, { path: '/workspace/b/c' })
  expect(made).toMatchObject({ status: 201, body: { type: 'directory', name: 'c' } })
  const again = await ada().post(`${session}/files/directory`, { path: '/workspace/b/c' })
  expect(again).toMatchObject({ status: 409, body: { code: 'file_exists' } })
  await put('/workspace/b/c/file', 'x')
  const moved = { from: '/workspace/b', to: '/workspace/d' }
  expect(await ada().post(`${session}/files/move`, moved)).toMatchObject({ status: 200 })
  const list = await ada().get(`${session}/files?path=/workspace/d&depth=3`)
  expect(list.body.files.map(({ path }: { path: string }) => path)).toEqual([
    '/workspace/d/c',
    '/workspace/d/c/file',
  ])
  expect(await ada().delete(`${session}/files?path=/workspace/d`)).toMatchObject({ status: 200 })
  const gone = await ada().get(`${session}/files?path=/workspace/d`)
  expect(gone).toMatchObject({ status: 404, body: { code: 'not_found' } })
})

test.each([
  ['/etc/shadow', 404, 'not_found'],
  ['/run/onmemos/agent.sock', 403, 'file_forbidden'],
  ['/proc/self/environ', 403, 'file_forbidden'],
  ['/workspace', 422, 'invalid_request'],
  ['/workspace/nothing', 404, 'not_found'],
])('%s is refused with %i', async (path, status, code) => {
  const answer = await get(path)
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ code })
})

test('what streams in streams out the same, and what does not fit is refused whole', async () => {
  const chunk = new Uint8Array(1_048_576).fill(7)
  const stream = (chunks: number) => {
    let left = chunks
    return new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    })
  }
  expect(await put('/workspace/big', stream(40))).toMatchObject({
    body: { size_bytes: 41_943_040 },
  })
  const hash = createHash('sha256')
  const { body } = await get('/workspace/big')
  for await (const part of body ?? []) hash.update(part)
  const expected = createHash('sha256').update(Buffer.alloc(41_943_040, 7)).digest('hex')
  expect(hash.digest('hex')).toBe(expected)
  const tooMuch = await put('/workspace/bigger', stream(200))
  expect(tooMuch).toMatchObject({ status: 507, body: { code: 'no_space' } })
  const list = await ada().get(`${session}/files`)
  expect(list.body.files.map(({ name }: { name: string }) => name)).not.toContain('bigger')
})

test('files of a session that is over are not there', async () => {
  const made = await ada().post('/v1/sessions', { provider: 'local' })
  const path = `/v1/sessions/${made.body.id}`
  await ada().delete(path)
  const answer = await ada().get(`${path}/files`)
  expect(answer).toMatchObject({ status: 409, body: { code: 'session_not_running' } })
})

test('a directory is watched: what changes in it is told as it happens', async () => {
  await put('/workspace/watched/before', 'x')
  const leave = new AbortController()
  const watching = await world.faces.public.request(
    `${session}/files/watch?path=/workspace/watched&recursive=true`,
    { headers: key(), signal: leave.signal },
  )
  expect(watching.headers.get('content-type')).toBe('application/x-ndjson')
  const told: { type: string; name?: string; file?: { size_bytes: number } | null }[] = []
  const reader = (watching.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader()
  const until = async (isThere: () => boolean) => {
    for (let text = ''; !isThere(); ) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`it ended after ${JSON.stringify(told)}`)
      text += value
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      told.push(...lines.map((line) => JSON.parse(line)))
    }
  }
  await until(() => told.length > 0)
  expect(told).toEqual([{ type: 'watching' }])
  await put('/workspace/watched/made', 'hello')
  await until(() => told.some(({ name, file }) => name === 'made' && file?.size_bytes === 5))
  await ada().delete(`${session}/files?path=/workspace/watched/before`)
  await until(() => told.some(({ type, name }) => type === 'removed' && name === 'before'))
  leave.abort()
  await reader.cancel().catch(() => undefined)
  const nowhere = await ada().get(`${session}/files/watch?path=/workspace/nowhere`)
  expect(nowhere).toMatchObject({ status: 404, body: { code: 'not_found' } })
})
