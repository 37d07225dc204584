import { expect, test } from 'vitest'
import { bodyOf } from '../../shared/agents/call.ts'
import { firstFrame, frame } from '../../shared/agents/connect.ts'
import { agentKey, newAgent, stopKey } from './ground.ts'

const start = '/process.Process/Start'
const stat = '/onmemos.Session/Stat'
const message = (json: unknown) => JSON.stringify(json)

test.each([
  ['no key', {}],
  ['a wrong key', { 'x-access-token': 'the key of the agenT' }],
  ['a longer key', { 'x-access-token': `${agentKey}x` }],
  ['an empty key', { 'x-access-token': '' }],
])('with %s nothing is answered but health', async (_, headers) => {
  await using agent = await newAgent()
  const token = { 'x-access-token': '', ...headers }
  for (const path of [start, stat, '/onmemos.Session/Stop', '/anything']) {
    const { status, body } = await agent.ask({ path, headers: token, body: '{}' })
    expect(status).toBe(401)
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'unauthenticated' })
  }
  const health = await agent.ask({ method: 'GET', path: '/health', headers: token })
  expect(health.status).toBe(204)
})

test("the launcher's key looks after the session and stops it, and does nothing else", async () => {
  await using agent = await newAgent()
  const launcher = agent.as(stopKey)
  await launcher.stat()
  expect(await launcher.commands({ after: 0, limit: 1 })).toEqual([])
  await expect(launcher.list()).rejects.toMatchObject({ code: 'unauthenticated' })
  const run = launcher.run({ argv: ['/bin/true'] })[Symbol.asyncIterator]()
  await expect(run.next()).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(launcher.renew('2100-01-01T00:00:00Z')).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  await launcher.stop(0)
  expect(await agent.exited).toEqual([0, null])
})

test.each([
  ['an unknown call', { path: '/process.Process/Fly', body: '{}' }, 501, 'unimplemented'],
  ['a call by GET', { method: 'GET', path: stat }, 501, 'unimplemented'],
  ['no JSON', { path: stat, body: '{' }, 400, 'invalid_argument'],
  [
    'another content type',
    { path: stat, body: '{}', headers: { 'content-type': 'text/plain' } },
    400,
    'invalid_argument',
  ],
  [
    'a wrong shape',
    { path: '/onmemos.Lease/Renew', body: '{"leaseEndsAt":"soon"}' },
    400,
    'invalid_argument',
  ],
  [
    'a negative grace',
    { path: '/onmemos.Session/Stop', body: '{"graceSeconds":-1}' },
    400,
    'invalid_argument',
  ],
  [
    'an unknown process',
    {
      path: '/process.Process/SendSignal',
      body: message({ process: { pid: 99 }, signal: 'SIGNAL_SIGKILL' }),
    },
    404,
    'not_found',
  ],
  [
    'too large a body',
    { path: stat, body: Buffer.alloc(5_000_000, ' ') },
    429,
    'resource_exhausted',
  ],
])('%s is refused in the words of Connect', async (_, call, status, code) => {
  await using agent = await newAgent()
  const answer = await agent.ask(call)
  expect({ status: answer.status, ...JSON.parse(answer.body.toString()) }).toMatchObject({
    status,
    code,
  })
})

test.each([
  [
    'a directory that is not there',
    { process: { cmd: 'true', cwd: '/nowhere' } },
    'invalid_argument',
  ],
  ['no program', { process: {} }, 'invalid_argument'],
  ['a NUL in an argument', { process: { cmd: 'true', args: ['a\0b'] } }, 'invalid_argument'],
  [
    'a terminal without room',
    { process: { cmd: 'sh' }, pty: { size: { cols: 0, rows: 24 } } },
    'invalid_argument',
  ],
  [
    'a terminal in a directory that is not there',
    { process: { cmd: 'sh', cwd: '/nowhere' }, pty: { size: { cols: 80, rows: 24 } } },
    'invalid_argument',
  ],
])('a stream refused for %s says so in its last frame', async (_, request, code) => {
  await using agent = await newAgent()
  const answer = await agent.ask({
    path: start,
    headers: { 'content-type': 'application/connect+json' },
    body: frame(message(request)),
  })
  expect(answer.status).toBe(200)
  const first = firstFrame(answer.body, 1_000_000)
  expect(first?.frame.isLast).toBe(true)
  expect(JSON.parse(String(first?.frame.payload))).toMatchObject({ error: { code } })
  expect(first?.rest).toHaveLength(0)
})

test('a stream is told in the words its foreign clients know', async () => {
  await using agent = await newAgent()
  const { body } = await agent.ask({
    path: start,
    headers: { 'content-type': 'application/connect+json', 'connect-timeout-ms': '60000' },
    body: frame(
      message({ process: { cmd: '/bin/sh', args: ['-c', 'printf hi; exit 2'] }, stdin: false }),
    ),
  })
  const told: unknown[] = []
  for (let next = firstFrame(body, 1_000_000); next; next = firstFrame(next.rest, 1_000_000)) {
    told.push([next.frame.isLast, JSON.parse(next.frame.payload.toString())])
  }
  expect(told).toEqual([
    [false, { event: { start: { pid: expect.any(Number) } } }],
    [false, { event: { data: { stdout: 'aGk=', offset: 0 } } }],
    [
      false,
      {
        event: {
          end: expect.objectContaining({
            exitCode: 2,
            exited: true,
            status: 'exit status 2',
            error: 'exit status 2',
            signal: null,
            timedOut: false,
          }),
        },
      },
    ],
    [true, {}],
  ])
})

test('a command is found by its tag, and told from now on unless asked otherwise', async () => {
  await using agent = await newAgent()
  const events = agent.client
    .run({ argv: ['/bin/cat'], stdin: true, tag: 'cat' })
    [Symbol.asyncIterator]()
  await events.next()
  await agent.client.sendInput({ tag: 'cat' }, Buffer.from('before'))
  await events.next()
  expect(await agent.client.list()).toEqual([{ pid: expect.any(Number), tag: 'cat' }])
  const late = await agent.begin({
    path: '/process.Process/Connect',
    headers: { 'content-type': 'application/connect+json' },
    body: frame(message({ process: { tag: 'cat' } })),
  })
  await agent.client.sendInput({ tag: 'cat' }, Buffer.from('after'))
  await agent.client.closeStdin({ tag: 'cat' })
  const said = (await bodyOf(late)).toString()
  expect(said).toContain(Buffer.from('after').toString('base64'))
  expect(said).not.toContain(Buffer.from('before').toString('base64'))
})

test('an offset that was never reached is refused', async () => {
  await using agent = await newAgent()
  const events = agent.client.run({ argv: ['/bin/sleep', '5'] })[Symbol.asyncIterator]()
  const { value } = await events.next()
  const pid = value?.type === 'start' ? value.pid : 0
  const rest = agent.client.follow({ pid }, { stdout: 1, stderr: 0 })[Symbol.asyncIterator]()
  await expect(rest.next()).rejects.toMatchObject({ code: 'out_of_range' })
})

test('a silent command is kept company at the pace that was asked for', async () => {
  await using agent = await newAgent()
  const { body } = await agent.ask({
    path: start,
    headers: { 'content-type': 'application/connect+json', 'keepalive-ping-interval': '1' },
    body: frame(message({ process: { cmd: 'sleep', args: ['1.5'] } })),
  })
  expect(body.toString()).toContain('{"event":{"keepalive":{}}}')
})
