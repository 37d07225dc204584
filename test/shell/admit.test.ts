import { beforeAll, expect, test } from 'vitest'
import { connectJson, refusal, type ServedShell, serveShell } from '../kit/shell.ts'
import { newWorld, type World } from '../kit/world.ts'

let world: World
let shell: ServedShell
let session: string
let path: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1, eve: 1 }, lasts: 'file' })
  shell = await serveShell(world.plane)
  session = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  path = `${shell.url}/v1/sessions/${session}/shell`
  return async () => {
    shell.close()
    await world.close()
  }
})

const key = (name = 'ada') => world.citizen(name).key
const ticket = async (id = session): Promise<string> =>
  (await world.as('ada').post(`/v1/sessions/${id}/tickets`, {})).body.ticket

async function isLetIn(url: string, how?: Parameters<typeof connectJson>[1]) {
  const client = await connectJson(url, how)
  client.say({ type: 'ping' })
  expect(await client.next()).toEqual({ type: 'pong' })
  client.close()
  return client.ws.protocol
}

test('a passport is taken from each header, and as a subprotocol that is not said back', async () => {
  await isLetIn(path, { headers: { 'x-api-key': key() } })
  await isLetIn(path, { headers: { authorization: `Bearer ${key()}` } })
  await isLetIn(path, { headers: { 'x-forwarded-authorization': `Bearer ${key()}` } })
  const protocols = ['onmemos.v1', `onmemos.key.${key()}`]
  expect(await isLetIn(path, { protocols })).toBe('onmemos.v1')
})

test('a terminal that is opened is in the audit log, once an hour', async () => {
  for (const _ of ['once', 'again']) await isLetIn(path, { headers: { 'x-api-key': key() } })
  const query = `action=shell.json&target=sessions/${session}`
  const { records } = (await world.admin.get(`/admin/audit?${query}`)).body
  expect(records).toMatchObject([
    { actor: { kind: 'passport', id: world.citizen('ada').passportId }, outcome: { status: 101 } },
  ])
})

test('a terminal that is refused is in the audit log, by whom where that is proven', async () => {
  const session = 'nowhere'
  const away = `${shell.url}/v1/sessions/${session}/attach`
  expect((await refusal(away, { headers: { 'x-api-key': key() } })).status).toBe(404)
  expect((await refusal(`${away}?ticket=${await ticket()}`)).status).toBe(404)
  expect((await refusal(away)).status).toBe(401)
  const { records } = (await world.admin.get('/admin/audit?action=shell.attach')).body
  const { accountId, passportId } = world.citizen('ada')
  const refused = { targets: [`/v1/sessions/${session}/attach`] }
  expect(records).toHaveLength(2)
  expect(records).toContainEqual(
    expect.objectContaining({
      ...refused,
      chain: accountId,
      actor: expect.objectContaining({ kind: 'passport', id: passportId }),
      outcome: { status: 404, code: 'not_found' },
    }),
  )
  expect(records).toContainEqual(
    expect.objectContaining({ ...refused, chain: 'strangers', outcome: unauthenticated }),
  )
})

const unauthenticated = { status: 401, code: 'unauthenticated' }

test('a ticket lets in once, as a subprotocol or in the query, whatever instance it is shown to', async () => {
  const token = await ticket()
  expect(await isLetIn(path, { protocols: ['onmemos.v1', `onmemos.ticket.${token}`] })).toBe(
    'onmemos.v1',
  )
  const other = await serveShell(world.plane)
  for (const { url } of [shell, other]) {
    expect(await refusal(`${url}/v1/sessions/${session}/shell?ticket=${token}`)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated', detail: expect.stringContaining('used before') },
    })
  }
  other.close()
  await isLetIn(`${path}?ticket=${await ticket()}`)
})

test('a ticket is for its session alone, and is not used up by a wrong door', async () => {
  const another = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  const token = await ticket()
  const wrong = await refusal(`${shell.url}/v1/sessions/${another}/shell?ticket=${token}`)
  expect(wrong).toMatchObject({ status: 404, body: { code: 'not_found' } })
  await isLetIn(`${path}?ticket=${token}`)
})

test("the seeds' paths take a passport in the query, and no other path does; a setting ends it", async () => {
  const legacy = [
    `/v1/gke/shell/${session}?passport=`,
    `/v1/cloudrun/workspaces/${session}/shell?api_key=`,
  ]
  for (const start of legacy) await isLetIn(`${shell.url}${start}${key()}`)
  for (const name of ['passport', 'api_key']) {
    expect(await refusal(`${path}?${name}=${key()}`)).toMatchObject({ status: 401 })
  }
  world.plane.takesQueryKeys = false
  for (const start of legacy) {
    expect(await refusal(`${shell.url}${start}${key()}`)).toMatchObject({ status: 401 })
  }
  world.plane.takesQueryKeys = true
})

test.each(['shell', 'attach', 'exec'])(
  '%s refuses before the upgrade, in problem+json',
  async (verb) => {
    const url = (id: string) => `${shell.url}/v1/sessions/${id}/${verb}?cmd=true`
    const problem = async (id: string, headers: Record<string, string>) => {
      const { type, body } = await refusal(url(id), { headers })
      expect(type).toBe('application/problem+json')
      return `${body.status} ${body.code}`
    }
    expect(await problem(session, {})).toBe('401 unauthenticated')
    expect(await problem(session, { 'x-api-key': 'onm_nonsense' })).toBe('401 unauthenticated')
    expect(await problem(session, { 'x-api-key': key('eve') })).toBe('404 not_found')
    expect(await problem('sessnone', { 'x-api-key': key() })).toBe('404 not_found')
    const limited = await world.admin.post('/admin/passports', {
      user_id: world.citizen('ada').userId,
      name: 'reader',
      scopes: ['sessions:read'],
    })
    const reader = { 'x-api-key': limited.body.passport_key }
    expect(await problem(session, reader)).toBe('403 missing_scope')
    const over = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
    await world.as('ada').delete(`/v1/sessions/${over}`)
    expect(await problem(over, { 'x-api-key': key() })).toBe('409 session_not_running')
  },
)

test('a path that is no terminal is 404, and what is no WebSocket is refused', async () => {
  const headers = { 'x-api-key': key() }
  expect(await refusal(`${shell.url}/v1/nothing`, { headers })).toMatchObject({ status: 404 })
  expect(await refusal(`${shell.url}/v1/sessions/%E0%A4/shell`, { headers })).toMatchObject({
    status: 404,
  })
})

test('who may not see money may work, and is not told of it', async () => {
  const worker = await world.admin.post('/admin/passports', {
    user_id: world.citizen('ada').userId,
    name: 'worker',
    scopes: ['sessions:write'],
  })
  const client = await connectJson(path, { headers: { 'x-api-key': worker.body.passport_key } })
  client.say({ type: 'command', command: 'echo works' })
  expect(await client.until('command_result')).toMatchObject({ stdout: 'works\n' })
  client.say({ type: 'command', command: '/credits' })
  expect(await client.until('error')).toMatchObject({ code: 'missing_scope' })
  client.close()
})

test('an account has so many connections at an instance, and those that left count no more', async () => {
  const small = await serveShell(world.plane, { socketsPerAccountMax: 3 })
  const url = `${small.url}/v1/sessions/${session}/shell`
  const headers = { 'x-api-key': key() }
  const clients = []
  for (let i = 0; i < 3; i++) clients.push(await connectJson(url, { headers }))
  expect(await refusal(url, { headers })).toMatchObject({
    status: 429,
    body: { code: 'too_many_connections' },
  })
  for (const client of clients) client.close()
  const again = () => isLetIn(url, { headers }).catch(() => 'refused')
  await expect.poll(again, { timeout: 30_000 }).toBe('')
  small.close()
})

test('who opened a connection is let out of it when their passport is revoked', async () => {
  const quick = await serveShell(world.plane, { admissionSeconds: 0.1 })
  const made = (await world.as('ada').post('/v1/passports', { name: 'short' })).body
  const client = await connectJson(`${quick.url}/v1/sessions/${session}/shell`, {
    headers: { 'x-api-key': made.passport_key },
  })
  await world.as('ada').delete(`/v1/passports/${made.passport_id}`)
  expect(await client.closed).toMatchObject({
    code: 4001,
    reason: expect.stringContaining('revoked'),
  })
  quick.close()
})

test('the key of a session opens no terminal', async () => {
  const wish = { name: 'box', session_id: session }
  const { passport_key: boxs } = (await world.as('ada').post('/v1/passports', wish)).body
  expect(await refusal(path, { headers: { 'x-api-key': boxs } })).toMatchObject({ status: 403 })
})
