import { createHash, randomBytes } from 'node:crypto'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { limits } from '../../shared/platform/limits.ts'
import { type ServedShell, serveShell } from '../kit/shell.ts'
import { newWorld, type World } from '../kit/world.ts'

let world: World
let shell: ServedShell
let session: string
let base: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1, eve: 1 }, lasts: 'file' })
  world.plane.ports = { ...world.plane.ports, url: 'http://*.ports.test:8080' }
  shell = await serveShell(world.plane)
  base = shell.url.replace('ws', 'http')
  session = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  await serve(8000, session)
  return async () => {
    shell.close()
    await world.close()
  }
})

/** A server in the session that says back what it was asked, and a WebSocket that says back what it is told. */
async function serve(port: number, id: string) {
  const run = (command: string) =>
    world.as('ada').post(`/v1/sessions/${id}/execute`, { command, timeout: 20 })
  await world
    .as('ada')
    .ask('PUT', `/v1/sessions/${id}/files/content?path=/workspace/server.cjs`, server)
  await run(`(PORT=${port} setsid node /workspace/server.cjs > /workspace/log 2>&1 < /dev/null &)`)
  const waits = `for i in $(seq 200); do grep -q ready /workspace/log && exit 0; sleep 0.1; done; cat /workspace/log; exit 1`
  const ready = await run(waits)
  expect(ready.body, ready.body.stdout).toMatchObject({ returncode: 0 })
}

const server = `
const { createServer } = require('node:http')
const { createHash } = require('node:crypto')
const ws = (key) => createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64')
createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://x')
  if (pathname === '/hash') {
    const hash = createHash('sha256')
    request.on('data', (part) => hash.update(part)).on('end', () => response.end(hash.digest('hex')))
  } else if (pathname === '/slowly') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    request.on('data', (part) => response.write(part)).on('end', () => response.end('over'))
  } else if (pathname === '/redirect') {
    response.writeHead(302, { location: '/there?x=1', 'set-cookie': ['a=1; Domain=ports.test; Path=/', 'b=2'] }).end()
  } else if (pathname === '/broken') {
    request.socket.destroy()
  } else if (pathname === '/much') {
    response.writeHead(200)
    const more = () => { while (response.write(Buffer.alloc(65536))); response.once('drain', more) }
    more()
  } else response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers }))
}).on('upgrade', (request, socket) => {
  if (request.url === '/no') return socket.end('HTTP/1.1 403 Forbidden\\r\\ncontent-length: 2\\r\\n\\r\\nno')
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: '
    + ws(request.headers['sec-websocket-key']) + '\\r\\n\\r\\n')
  // Short frames are told back without their mask.
  socket.on('data', (frame) => {
    const length = frame[1] & 127
    const data = Buffer.from(frame.subarray(6, 6 + length).map((byte, i) => byte ^ frame[2 + (i & 3)]))
    socket.write(Buffer.concat([Buffer.from([frame[0], length]), data]))
  }).on('error', () => {})
}).listen(process.env.PORT, '127.0.0.1', () => console.log('ready'))
`

const key = (name = 'ada') => ({ 'x-api-key': world.citizen(name).key })
const keyed = (port: number, id = session) => `/v1/sessions/${id}/ports/${port}`

interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Buffer | string
}

/** As sent, up to the head of the answer. */
const begin = (path: string, { method = 'GET', headers = {}, body }: Ask = {}) =>
  new Promise<IncomingMessage>((answered, failed) => {
    request(`${base}${path}`, { method, headers })
      .once('response', answered)
      .on('error', failed)
      .end(body)
  })

async function ask(path: string, how?: Ask) {
  const answer = await begin(path, how)
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

interface Heard {
  method: string
  url: string
  headers: IncomingHttpHeaders
}
const heardIn = ({ body }: { body: string }): Heard => JSON.parse(body)

const addressed = async (port = 8000, query = '') =>
  (await world.as('ada').get(`/v1/sessions/${session}/url?port=${port}${query}`)).body

test('an address of a port opens it to whoever has it, as a path and as a host of its own', async () => {
  const address = await addressed()
  expect(address).toMatchObject({ session_id: session, port: 8000 })
  const label = new URL(address.url).hostname.split('.')[0] ?? ''
  expect(address).toMatchObject({
    url: `http://${label}.ports.test:8080/`,
    path: `/ports/${label}/`,
  })
  expect(label.length).toBeLessThanOrEqual(63)
  const asPath = heardIn(await ask(`${address.path}a%20b//c?d=/e`))
  expect(asPath).toMatchObject({ url: '/a%20b//c?d=/e', headers: { host: 'localhost:8000' } })
  expect(asPath.headers['x-forwarded-prefix']).toBe(`/ports/${label}`)
  const host = `${label}.ports.test:8080`
  const asHost = heardIn(await ask('/v1/sessions', { headers: { host } }))
  expect(asHost).toMatchObject({
    url: '/v1/sessions',
    headers: {
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '127.0.0.1',
    },
  })
  expect(await ask(`/ports/${label}?x=1`)).toMatchObject({
    status: 308,
    headers: { location: `/ports/${label}/?x=1` },
  })
})

test('a passport opens a port too, and is not told to the session', async () => {
  const sent = { ...key(), authorization: 'Basic mine', cookie: 'our=own' }
  const { headers } = heardIn(await ask(`${keyed(8000)}/x`, { headers: sent }))
  expect(headers.authorization).toBe('Basic mine')
  expect(headers).not.toHaveProperty('x-api-key')
  expect(headers).not.toHaveProperty('cookie')
  const bearer = { authorization: `Bearer ${world.citizen('ada').key}` }
  const again = heardIn(await ask(`${keyed(8000)}/x`, { headers: bearer }))
  expect(again.headers).not.toHaveProperty('authorization')
})

test.each([
  ['no passport', () => [keyed(8000), {}], 401, 'unauthenticated'],
  ["somebody else's passport", () => [keyed(8000), key('eve')], 404, 'not_found'],
  ['a port that is none', () => [keyed(70_000), key()], 422, 'invalid_request'],
  ['a port where nothing listens', () => [keyed(81), key()], 502, 'port_closed'],
  ['a server that breaks off', () => [keyed(8000), key(), '/broken'], 502, 'port_closed'],
  ['a label of nobody', () => ['/ports/80-sess1-zzzzzz-0123', {}], 401, 'unauthenticated'],
] as [string, () => [string, Record<string, string>, string?], number, string][])(
  '%s is refused in problem+json',
  async (_, asked, status, code) => {
    const [path, headers, target = '/'] = asked()
    const answer = await ask(`${path}${target}`, { headers })
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
    })
    expect(JSON.parse(answer.body)).toMatchObject({ status, code })
  },
)

test('a visit that is refused is in the audit log, by whom where that is proven; its address is not', async () => {
  // The same of a minute share a record.
  world.advance({ seconds: limits.auditRefusalSeconds + 1 })
  const { path } = await addressed()
  const label = path.split('/')[2] ?? ''
  const changed = label.replace(/.$/, (last: string) => (last === 'a' ? 'b' : 'a'))
  expect((await ask(`/ports/${changed}/`)).status).toBe(401)
  expect((await ask(`${keyed(8000)}/`, { headers: key('eve') })).status).toBe(404)
  const found = async (query: string) => {
    const { records } = (await world.admin.get(`/admin/audit?action=ports.visit&${query}`)).body
    return records
  }
  const eve = world.citizen('eve')
  expect((await found(`actor=${eve.passportId}`))[0]).toMatchObject({
    account_id: eve.accountId,
    actor: { kind: 'passport', user_id: eve.userId },
    outcome: { status: 404 },
    targets: [`/v1/sessions/${session}/ports/8000`],
  })
  const strangers = (await found('limit=100')).filter(
    (one: { chain: string }) => one.chain === 'strangers',
  )
  expect(strangers).toContainEqual(
    expect.objectContaining({
      targets: [`/ports/8000-${session}`],
      outcome: { status: 401, code: 'unauthenticated' },
    }),
  )
  expect(JSON.stringify(strangers)).not.toContain(changed.slice(-20))
})

test('an address ends when it said it would, and a changed one opens nothing', async () => {
  const { path } = await addressed(8000, '&expires_in_seconds=60')
  expect((await ask(path)).status).toBe(200)
  expect((await ask(path.replace('/8000-', '/8001-'))).status).toBe(401)
  world.advance({ seconds: 61 })
  const late = await ask(path)
  expect(late.status).toBe(401)
  expect(JSON.parse(late.body).detail).toContain('expired')
})

test('under a path of ours a page is nobody: no cookies, no origin; under its own host it has both', async () => {
  const { path } = await addressed()
  const asPath = await ask(`${path}redirect`)
  expect(asPath.headers).toMatchObject({
    location: `${path.slice(0, -1)}/there?x=1`,
    'content-security-policy': expect.stringMatching(/^sandbox (?!.*same-origin)/),
    'referrer-policy': 'no-referrer',
  })
  expect(asPath.headers).not.toHaveProperty('set-cookie')
  const host = `${path.split('/')[2]}.ports.test:8080`
  const asHost = await ask('/redirect', { headers: { host, cookie: 'a=1' } })
  expect(asHost.headers).toMatchObject({
    location: '/there?x=1',
    'set-cookie': ['a=1; Path=/', 'b=2'],
  })
  const origin = `http://${host}`
  const { headers } = heardIn(await ask('/', { headers: { host, origin, cookie: 'a=1' } }))
  expect(headers).toMatchObject({ cookie: 'a=1', origin: 'http://localhost:8000' })
})

test('bodies pass both ways as they come, whole, however long', async () => {
  const { path } = await addressed()
  const body = randomBytes(20_000_000)
  const sent = await ask(`${path}hash`, { method: 'POST', body })
  expect(sent.body).toBe(createHash('sha256').update(body).digest('hex'))
  const slowly = await new Promise<string>((resolve, reject) => {
    const asked = request(`${base}${path}slowly`, { method: 'POST' }, async (answer) => {
      let said = ''
      for await (const part of answer.setEncoding('utf8')) {
        said += part
        // What comes next is sent only now, so the first has come alone.
        if (said === 'one') asked.end('two')
      }
      resolve(said)
    })
    asked.on('error', reject).write('one')
  })
  expect(slowly).toBe('onetwoover')
})

test('a client that does not read is not read for, and one that leaves ends its request', async () => {
  const { path } = await addressed()
  const answer = await begin(`${path}much`)
  const rss = process.memoryUsage.rss()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(process.memoryUsage.rss() - rss).toBeLessThan(100_000_000)
  answer.destroy()
  // The server goes on with others.
  expect((await ask(path)).status).toBe(200)
})

test('a WebSocket passes, by either address; one that is refused says why', async () => {
  const { path } = await addressed()
  const host = `${path.split('/')[2]}.ports.test:8080`
  for (const [url, headers] of [
    [`${shell.url}${path}`, {}],
    [`${shell.url}${keyed(8000)}/`, key()],
    [`${shell.url}/`, { host }],
  ] as const) {
    const ws = new WebSocket(url, { headers, perMessageDeflate: false })
    await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))
    const said = new Promise<string>((resolve) => ws.once('message', (data) => resolve(`${data}`)))
    ws.send('hello')
    expect(await said).toBe('hello')
    ws.terminate()
  }
  const refusedWith = (url: string, headers = {}) =>
    new Promise<number | undefined>((resolve) => {
      new WebSocket(url, { headers })
        .on('error', () => undefined)
        .once('unexpected-response', (_, answer) => resolve(answer.resume().statusCode))
    })
  expect(await refusedWith(`${shell.url}${path}no`)).toBe(403)
  expect(await refusedWith(`${shell.url}${keyed(81)}/`, key())).toBe(502)
  expect(await refusedWith(`${shell.url}${keyed(8000)}/`)).toBe(401)
})

test('traffic is use of the session, as much as a key that is pressed', async () => {
  const agent = world.plane.agent('local', session)
  const before = (await agent.stat()).lastActivityAt
  await new Promise((resolve) => setTimeout(resolve, 5))
  await ask(`${keyed(8000)}/`, { headers: key() })
  expect(Date.parse((await agent.stat()).lastActivityAt)).toBeGreaterThan(Date.parse(before))
})

test('a session that is over says so', async () => {
  const { id } = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body
  const { path } = (await world.as('ada').get(`/v1/sessions/${id}/url?port=80`)).body
  expect((await ask(path)).status).toBe(502)
  await world.as('ada').delete(`/v1/sessions/${id}`)
  await expect
    .poll(async () => JSON.parse((await ask(path)).body).code, { timeout: 30_000 })
    .toBe('session_not_running')
})
