import { beforeAll, expect, test } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import { type Asker, asker } from '../../kit/asker.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let ada: Asker

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 5, eve: 1 }, lasts: 'file' })
  ada = asker(world.faces.public, { authorization: `Bearer ${world.citizen('ada').key}` })
  return world.close
})

const sessions = '/execbox/v1/sessions'
const create = (wish: object) => ada.post(sessions, wish)

/** A client polls until it is over. */
async function overOf(id: string) {
  const untilMs = Date.now() + 30_000
  for (;;) {
    const { body } = await ada.get(`${sessions}/${id}`)
    if (body.status !== 'running' && body.status !== 'pending') return body
    if (Date.now() > untilMs) throw new Error(`${id} is still ${body.status}`)
  }
}

test('POST /v1/sessions answers 201 with an id, a status and a time, and no more', async () => {
  const { status, body } = await create({ $schema: 'x', image: 'python:3.12', setup: null })
  expect(status).toBe(201)
  expect(Object.keys(body).sort()).toEqual(['createdAt', 'id', 'status'])
  expect(body.id).toMatch(/^sess_[a-z0-9]+$/)
  expect(body.status).toBe('running')
  const looked = (await ada.get(`${sessions}/${body.id}`)).body
  expect(looked).toMatchObject({ id: body.id, status: 'running', image: 'python:3.12' })
  expect(await ada.post(`${sessions}/${body.id}/stop`)).toMatchObject({
    status: 200,
    body: { status: 'stopped' },
  })
  expect(await ada.post(`${sessions}/${body.id}/stop`)).toMatchObject({
    status: 409,
    body: { code: 'session_not_running' },
  })
  expect(await ada.delete(`${sessions}/${body.id}`)).toMatchObject({
    status: 200,
    body: { status: 'killed' },
  })
  expect((await ada.get(`${sessions}/${body.id}`)).body).toMatchObject({ status: 'stopped' })
})

test('a session is its command: its files come first, and it ends with its exit code', async () => {
  const { body } = await create({
    image: 'alpine',
    files: [
      {
        path: '/workspace/said.txt',
        content: Buffer.from('hi\n').toString('base64'),
        encoding: 'base64',
      },
    ],
    command: ['sh', '-c', 'test "$(cat said.txt)" = "$WORD" && exit 7'],
    env: { WORD: 'hi' },
  })
  expect(await overOf(body.id)).toMatchObject({ status: 'failed', exitCode: 7, image: 'alpine' })
  // Whoever looked ended it, so it costs nothing more.
  const native = `/v1/sessions/${String(body.id).replace('sess_', 'sess')}`
  await expect
    .poll(async () => (await ada.get(native)).body.status, { timeout: 30_000 })
    .toBe('stopped')
  expect((await ada.get(`${sessions}/${body.id}`)).body).toMatchObject({
    status: 'failed',
    exitCode: 7,
    endedAt: expect.any(String),
  })
})

test('a command that ends well leaves a stopped session with exit code 0', async () => {
  const { body } = await create({ image: 'debian:12', command: ['true'] })
  expect(await overOf(body.id)).toMatchObject({ status: 'stopped', exitCode: 0 })
})

test('files are written, read and listed in its shapes', async () => {
  const { id } = (await create({ image: 'ubuntu' })).body
  const files = `${sessions}/${id}/files`
  const octets = { 'content-type': 'application/octet-stream' }
  expect(await ada.post(`${files}?path=/workspace/a.txt`, 'hello', octets)).toMatchObject({
    status: 201,
    body: { path: '/workspace/a.txt', size: 5 },
  })
  const read = await ada.get(`${files}?path=/workspace/a.txt`)
  expect([read.status, read.text]).toEqual([200, 'hello'])
  expect(read.headers.get('content-type')).toBe('application/octet-stream')
  const { body } = await ada.get(`${files}?path=/workspace&list=true`)
  expect(body).toEqual({
    path: '/workspace',
    entries: [{ name: 'a.txt', size: 5, isDir: false, mode: expect.any(Number) }],
  })
  expect(body.entries[0].mode & ~0o777).toBe(0)
  expect(await ada.get(`${files}?path=/workspace/none`)).toMatchObject({ status: 404 })
  expect((await ada.get(`${sessions}/${id}/url?port=8000`)).body).toMatchObject({
    containerPort: 8000,
    hostPort: expect.any(Number),
    url: expect.stringMatching(/^http/),
    protocol: 'http',
  })
  await ada.delete(`${sessions}/${id}`)
})

test('the list has the sessions of the calling key alone, the newest first, by status if asked', async () => {
  const { id } = (await create({ image: 'base', ports: [{ container: 80 }], network: 'exposed' }))
    .body
  const { body } = await ada.get(sessions)
  expect(body.sessions[0]).toMatchObject({
    id,
    network: { mode: 'exposed', host: '', ports: { 80: { hostPort: 0, url: '' } } },
  })
  const running = (await ada.get(`${sessions}?status=running`)).body.sessions
  expect(running.map((one: { id: string }) => one.id)).toEqual([id])
  const eve = asker(world.faces.public, { authorization: `Bearer ${world.citizen('eve').key}` })
  expect((await eve.get(sessions)).body).toEqual({ sessions: [] })
  for (const ask of [
    eve.get(`${sessions}/${id}`),
    eve.post(`${sessions}/${id}/stop`),
    eve.delete(`${sessions}/${id}`),
  ]) {
    expect(await ask).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
  await ada.delete(`${sessions}/${id}`)
})

test.each([
  ['no image', {}, 422, 'body.image'],
  ['an empty image', { image: '' }, 422, 'body.image'],
  ['an unknown field', { image: 'base', colour: 'red' }, 422, 'body.colour'],
  [
    'too little memory',
    { image: 'base', resources: { memoryMB: 1 } },
    422,
    'body.resources.memoryMB',
  ],
  [
    'too long a time',
    { image: 'base', resources: { timeoutMs: 300_001 } },
    422,
    'body.resources.timeoutMs',
  ],
  [
    'a port that is none',
    { image: 'base', ports: [{ container: 0 }] },
    422,
    'body.ports.0.container',
  ],
])('%s is refused with where it is', async (_, wish, status, location) => {
  const answer = await create(wish)
  expect(answer).toMatchObject({ status, body: { title: expect.any(String), status } })
  expect(answer.body.errors[0].location).toBe(location)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
})

test('what is not available is said, and nothing is left of it', async () => {
  for (const wish of [{ image: 'postgres:16' }, { image: 'base', setup: ['apt-get install x'] }]) {
    expect(await create(wish)).toMatchObject({ status: 501, body: { code: 'unsupported' } })
  }
  const bad = await create({ image: 'base', files: [{ path: '/proc/nope', content: 'x' }] })
  expect(bad.status).toBeGreaterThanOrEqual(400)
  const running = (await ada.get(`${sessions}?status=running`)).body.sessions
  expect(running).toEqual([])
})

test('a key that is none is told so in the members its clients read', async () => {
  const stranger = asker(world.faces.public, { authorization: 'Bearer sk_nothing' })
  const { status, body } = await stranger.get(sessions)
  expect(status).toBe(401)
  expect(body).toMatchObject({
    error: expect.any(String),
    detail: body.error,
  })
})

test('what is done through the door is in the audit log under its own name', async () => {
  const { records } = (await ada.get(`/v1/audit?limit=${limits.listPageSizeMax}`)).body
  const actions = records.map((record: { action: string }) => record.action)
  expect(actions).toEqual(expect.arrayContaining(['execbox.createSession', 'execbox.killSession']))
})
