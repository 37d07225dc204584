import { beforeAll, expect, test } from 'vitest'
import { connectJson, type ServedShell, serveShell } from '../../kit/shell.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let shell: ServedShell
let session: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  shell = await serveShell(world.plane)
  session = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  return async () => {
    shell.close()
    await world.close()
  }
})

const join = () =>
  connectJson(`${shell.url}/v1/sessions/${session}/shell`, {
    headers: { 'x-api-key': world.citizen('ada').key },
  })

let terminals = 0
const fresh = () => `t${++terminals}`

test('a terminal is a real one: its size, its keys, its end', async () => {
  const client = await join()
  const terminal = fresh()
  client.say({ type: 'attach', terminal, cols: 100, rows: 30 })
  expect(await client.until('attached')).toMatchObject({ terminal, offset: 0, is_new: true })
  client.say({ type: 'input', terminal, data: 'stty size\n' })
  await client.read('30 100')
  client.say({ type: 'resize', terminal, cols: 132, rows: 50 })
  client.say({ type: 'input', terminal, data: 'stty size\n' })
  await client.read('50 132')
  // Said by what the key is for, so that it is in the foreground by then.
  const data = `sh -c 'echo be""gun; exec sleep 1000'; echo after\n`
  client.say({ type: 'input', terminal, data })
  await client.read('begun')
  client.say({ type: 'input', terminal, data: '\u0003' })
  client.say({ type: 'input', terminal, data: 'exit 7\n' })
  expect(await client.until('exit')).toMatchObject({ terminal, returncode: 7, success: false })
  client.close()
})

test('who comes later is told from the start, and all hear the same', async () => {
  const terminal = fresh()
  const [first, second] = [await join(), await join()]
  first.say({ type: 'attach', terminal })
  await first.until('attached')
  first.say({ type: 'input', terminal, data: 'echo be"gun"\n' })
  await first.read('begun')
  second.say({ type: 'attach', terminal })
  expect(await second.until('attached')).toMatchObject({ is_new: false })
  await second.read('begun')
  second.say({ type: 'input', terminal, data: 'echo sec"ond"\n' })
  await Promise.all([first.read('second'), second.read('second')])
  first.close()
  second.close()
})

test('attaches sent together take turns: one name is one terminal, and the bound holds', async () => {
  const client = await join()
  const [terminal, ...others] = Array.from({ length: 10 }, fresh)
  for (let n = 0; n < 5; n++) client.say({ type: 'attach', terminal, command: 'cat' })
  const first = await client.until('attached')
  expect(first).toMatchObject({ terminal, is_new: true })
  for (let n = 1; n < 5; n++) {
    expect(await client.until('attached')).toMatchObject({ pid: first.pid, is_new: false })
  }
  for (const other of others) client.say({ type: 'attach', terminal: other, command: 'cat' })
  expect(await client.until('error')).toMatchObject({ code: 'invalid_request' })
  client.close()
})

test('a client that comes again resumes at its offset, and the terminal never noticed', async () => {
  const terminal = fresh()
  const first = await join()
  first.say({ type: 'attach', terminal, command: 'printf 0123456789; exec cat' })
  const { pid } = await first.until('attached')
  await first.read('0123456789')
  first.ws.terminate()
  const second = await join()
  second.say({ type: 'attach', terminal, pid, offset: 4 })
  expect(await second.until('attached')).toMatchObject({ pid, offset: 4, is_new: false })
  expect(await second.until('output')).toMatchObject({ offset: 4, next_offset: 10, data: '456789' })
  second.say({ type: 'signal', terminal, signal: 'KILL' })
  expect(await second.until('exit')).toMatchObject({ signal: 'SIGKILL', returncode: 137 })
  second.close()
})

test('a terminal that ended is told to its end to who resumes it, and is opened anew for who does not', async () => {
  const terminal = fresh()
  const client = await join()
  client.say({ type: 'attach', terminal, command: 'printf bye; exit 4' })
  const { pid } = await client.until('attached')
  await client.until('exit')
  client.say({ type: 'attach', terminal, pid, offset: 1 })
  await client.until('attached')
  expect(await client.until('output')).toMatchObject({ data: 'ye' })
  expect(await client.until('exit')).toMatchObject({ returncode: 4 })
  client.say({ type: 'attach', terminal, open: false })
  expect(await client.until('attached')).toMatchObject({ pid, is_new: false })
  expect(await client.until('exit')).toMatchObject({ returncode: 4 })
  client.say({ type: 'attach', terminal: 'never', open: false })
  expect(await client.until('error')).toMatchObject({ code: 'not_found' })
  client.say({ type: 'attach', terminal, command: 'exit 5' })
  expect(await client.until('attached')).toMatchObject({ is_new: true })
  expect(await client.until('exit')).toMatchObject({ returncode: 5 })
  client.close()
})

test('bytes that are not text lose nothing', async () => {
  const terminal = fresh()
  const client = await join()
  client.say({ type: 'attach', terminal, command: 'printf "a\\377\\000b"' })
  expect(await client.until('output')).toMatchObject({ base64: 'Yf8AYg==', next_offset: 4 })
  client.close()
})

test.each([
  ['input', { type: 'input', terminal: 'none', data: 'x' }],
  ['resize', { type: 'resize', terminal: 'none', cols: 1, rows: 1 }],
  ['detach', { type: 'detach', terminal: 'none' }],
  ['an offset nobody reached', { type: 'attach', pid: 1_999_999, offset: 5 }],
] as const)('%s without its terminal is an error', async (_, message) => {
  const client = await join()
  client.say(message)
  expect(await client.until('error')).toMatchObject({ code: 'not_found' })
  client.close()
})

test('detach leaves the terminal alone', async () => {
  const terminal = fresh()
  const client = await join()
  client.say({ type: 'attach', terminal })
  await client.until('attached')
  client.say({ type: 'detach', terminal })
  expect(await client.until('detached')).toMatchObject({ terminal })
  client.say({ type: 'attach', terminal, open: false })
  expect(await client.until('attached')).toMatchObject({ is_new: false })
  client.close()
})

test('when the server goes, a client is told where to resume', async () => {
  const going = await serveShell(world.plane)
  const client = await connectJson(`${going.url}/v1/sessions/${session}/shell`, {
    headers: { 'x-api-key': world.citizen('ada').key },
  })
  const terminal = fresh()
  client.say({ type: 'attach', terminal, command: 'printf 12345; exec cat' })
  const { pid } = await client.until('attached')
  await client.read('12345')
  await going.drain('this server goes', 10_000)
  expect(await client.until('reconnect')).toMatchObject({
    offset: 5,
    terminals: [{ terminal, pid, offset: 5 }],
  })
  expect(await client.closed).toMatchObject({ code: 1012 })
  going.close()
})

test('who is connected is warned before the time is up, and told when it is', async () => {
  const wish = { provider: 'local', ttl_minutes: 6 }
  const made = (await world.as('ada').post('/v1/sessions', wish)).body.id
  const client = await connectJson(`${shell.url}/v1/sessions/${made}/shell`, {
    headers: { 'x-api-key': world.citizen('ada').key },
  })
  client.say({ type: 'ping' })
  await client.until('pong')
  world.advance({ seconds: 90 })
  await world.run('sweep')
  const warning = await client.until('warning')
  expect(warning).toMatchObject({ kind: 'ttl', detail: expect.stringContaining('its time') })
  expect(warning.seconds_left).toBeLessThanOrEqual(270)
  world.advance({ seconds: 300 })
  await world.run('sweep')
  expect(await client.until('session_ended')).toMatchObject({ reason: 'ttl' })
  expect(await client.closed).toMatchObject({ code: 1000 })
})

test('who attaches is told why the session ends, and then the socket closes', async () => {
  const made = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  const client = await connectJson(`${shell.url}/v1/sessions/${made}/shell`, {
    headers: { 'x-api-key': world.citizen('ada').key },
  })
  client.say({ type: 'attach' })
  await client.until('attached')
  await world.as('ada').delete(`/v1/sessions/${made}`)
  expect(await client.until('session_ended')).toMatchObject({ reason: 'user' })
  expect(await client.closed).toMatchObject({ code: 1000, reason: expect.stringContaining('user') })
})
