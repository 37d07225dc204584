import { beforeAll, expect, test } from 'vitest'
import { connectJson, type ServedShell, serveShell } from '../../kit/shell.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let shell: ServedShell
let session: { id: string; name: string } & Record<string, unknown>

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  shell = await serveShell(world.plane)
  session = (await world.as('ada').post('/v1/sessions', { provider: 'local' }))
    .body as typeof session
  return async () => {
    shell.close()
    await world.close()
  }
})

const join = () =>
  connectJson(`${shell.url}/v1/sessions/${session.id}/shell`, {
    headers: { 'x-api-key': world.citizen('ada').key },
  })

test("the seeds' client works as it is written: connect with api_key, send a command, read one answer", async () => {
  const key = world.citizen('ada').key
  const client = await connectJson(
    `${shell.url}/v1/cloudrun/workspaces/${session.name}/shell?api_key=${key}`,
  )
  client.say({ type: 'command', command: 'echo out; echo err >&2; exit 3' })
  expect(await client.next()).toMatchObject({
    type: 'command_result',
    command: 'echo out; echo err >&2; exit 3',
    stdout: 'out\n',
    stderr: 'err\n',
    returncode: 3,
    success: false,
  })
  client.close()
})

test('answers carry the id of their command, and commands do not wait for each other', async () => {
  const client = await join()
  client.say({ type: 'command', id: 'slow', command: 'mkfifo go; cat go' })
  client.say({
    type: 'command',
    id: 'fast',
    command: 'until [ -p go ]; do sleep 0.05; done; echo done > go',
  })
  const answers = [await client.until('command_result'), await client.until('command_result')]
  const of = (id: string) => answers.find((answer) => answer.id === id)
  expect(of('slow')).toMatchObject({ stdout: 'done\n', success: true })
  expect(of('fast')).toMatchObject({ stdout: '', success: true })
  client.close()
})

test('output comes with its offsets while the command runs, when that was asked for', async () => {
  const client = await join()
  client.say({ type: 'command', id: 'c', stream: true, command: 'printf "añ😀"; printf no >&2' })
  const outputs = []
  for (let message = await client.next(); ; message = await client.next()) {
    if (message?.type !== 'output') break
    outputs.push(message)
  }
  expect(outputs).toContainEqual({
    type: 'output',
    id: 'c',
    stream: 'stdout',
    offset: 0,
    next_offset: 7,
    data: 'añ😀',
  })
  expect(outputs).toContainEqual(expect.objectContaining({ stream: 'stderr', data: 'no' }))
  client.close()
})

test.each([
  ['/help', /\/extend +gives the session more time/],
  ['/status', /status +running\ncost +0\.0/],
  ['/credits', /available +0\.9/],
  ['/cost', /per hour +0\.045/],
  ['/clear', /\[2J/],
  ['/extend 30', /may run until 2/],
])('%s is answered by us', async (command, expected) => {
  const client = await join()
  client.say({ type: 'command', command })
  const answer = await client.until('command_result')
  expect(answer).toMatchObject({ command, success: true, returncode: 0 })
  expect(answer.stdout).toMatch(expected)
  client.close()
})

test('/history is what was sent before; a path is a command like any other', async () => {
  const client = await join()
  client.say({ type: 'command', command: '/bin/echo hello' })
  expect(await client.until('command_result')).toMatchObject({ stdout: 'hello\n' })
  client.say({ type: 'command', command: '/history' })
  expect((await client.until('command_result')).stdout).toBe('   1  /bin/echo hello\n')
  client.close()
})

test.each([
  ['not JSON', 'hello'],
  ['nothing', ''],
  ['a list', '[]'],
  ['no type', '{}'],
  ['an unknown type', '{"type":"dance"}'],
  ['an unknown field', '{"type":"ping","loud":true}'],
  ['a wrong value', '{"type":"resize","cols":0,"rows":-1}'],
  ['input of both kinds', '{"type":"input","data":"a","base64":"YQ=="}'],
  ['bytes', Buffer.from([0xff, 0xfe, 0])],
])('%s is answered with an error, and the socket goes on', async (_, message) => {
  const client = await join()
  client.ws.send(message)
  expect(await client.next()).toMatchObject({ type: 'error', code: 'invalid_request' })
  client.say({ type: 'ping' })
  expect(await client.next()).toEqual({ type: 'pong' })
  client.close()
})

test('/extend without minutes, or a folder that is not there, is an error with the id of its command', async () => {
  const client = await join()
  client.say({ type: 'command', id: 'x', command: '/extend soon' })
  expect(await client.next()).toMatchObject({ type: 'error', id: 'x', code: 'invalid_request' })
  client.say({ type: 'command', id: 'y', command: 'true', cwd: '/nowhere' })
  expect(await client.next()).toMatchObject({ type: 'error', id: 'y', code: 'invalid_request' })
  client.close()
})

test('status says what it costs and how long it may last', async () => {
  const client = await join()
  client.say({ type: 'status' })
  const status = await client.until('status')
  expect(status).toMatchObject({ session_id: session.id, status: 'running' })
  expect(status.seconds_left.ttl).toBeGreaterThan(60)
  client.close()
})

test('a message above the bound closes its own socket and no other', async () => {
  const [client, other] = [await join(), await join()]
  client.ws.send('x'.repeat(1_048_577))
  expect(await client.closed).toMatchObject({ code: 1009 })
  other.say({ type: 'ping' })
  expect(await other.next()).toEqual({ type: 'pong' })
  other.close()
})
