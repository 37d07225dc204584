import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { decode, encode, type Frame } from '../../../shell/binary/frames.ts'
import { type Client, connect, type ServedShell, serveShell } from '../../kit/shell.ts'
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

const open = (path: string) =>
  connect(`${shell.url}/v1/sessions/${session}/${path}`, {
    headers: { authorization: `Bearer ${world.citizen('ada').key}` },
  })
const exec = (cmd: string, more = '') => open(`exec?cmd=${encodeURIComponent(cmd)}${more}`)
const say = ({ ws }: Client, frame: Frame) => ws.send(encode(frame))
const next = async (client: Client) => {
  const message = await client.next()
  return message && decode(message)
}

/** All that is said up to the exit, which is last. */
async function all(client: Client) {
  const said = { stdout: '', stderr: '', errors: [] as string[], code: Number.NaN }
  for (let frame = await next(client); frame; frame = await next(client)) {
    if (frame.type === 'stdout' || frame.type === 'stderr') said[frame.type] += frame.data
    if (frame.type === 'error') said.errors.push(frame.message)
    if (frame.type === 'exit') return { ...said, code: frame.code }
  }
  return said
}

test('exec runs a command with its streams apart, and its exit is the last frame', async () => {
  const client = await exec('echo out; echo err >&2; pwd; exit 42', '&workdir=/tmp&protocol=binary')
  expect(await all(client)).toEqual({
    stdout: 'out\n/tmp\n',
    stderr: 'err\n',
    errors: [],
    code: 42,
  })
  client.close()
})

test('words of their own are no line for a shell', async () => {
  const client = await open('exec?cmd=printf&cmd=%25s&cmd=%24HOME')
  expect(await all(client)).toMatchObject({ stdout: '$HOME', code: 0 })
  client.close()
})

test('input reaches the program, and so does its end', async () => {
  const client = await exec('cat; echo over')
  say(client, { type: 'stdin', data: Buffer.from('one\n') })
  say(client, { type: 'stdin', data: Buffer.from('two\n') })
  client.ws.send(encode({ type: 'stdin_close' }))
  expect(await all(client)).toMatchObject({ stdout: 'one\ntwo\nover\n', code: 0 })
  client.close()
})

test('sixteen megabytes in one frame go in and come out', async () => {
  const client = await exec('sha256sum')
  const most = Buffer.alloc(0xff_ffff, 'x')
  say(client, { type: 'stdin', data: most })
  say(client, { type: 'stdin_close' })
  expect((await all(client)).stdout).toContain(createHash('sha256').update(most).digest('hex'))
  client.close()
})

test('what is no frame is answered with an Error frame, and the socket goes on; text is bytes', async () => {
  const client = await exec('cat')
  for (const hex of ['', 'FF00000000', '020000', '020000000A0102030405', '040000', '0600']) {
    client.ws.send(Buffer.from(hex, 'hex'))
    expect(await next(client)).toMatchObject({ type: 'error' })
  }
  client.ws.send('\u0001\0\0\0\u0003ls\n')
  expect(await next(client)).toMatchObject({ type: 'stdout', data: Buffer.from('ls\n') })
  // Types of the server's, and ours that were not asked for, are ignored.
  for (const hex of ['0200000000', '0400000000', '1000500018', '1102']) {
    client.ws.send(Buffer.from(hex, 'hex'))
  }
  say(client, { type: 'stdin_close' })
  expect(await all(client)).toMatchObject({ errors: [], code: 0 })
  client.close()
})

test('a client that leaves ends the input of a nameless exec, and nothing else', async () => {
  const client = await exec('cat; echo "input ended" > /workspace/ended')
  say(client, { type: 'stdin', data: Buffer.from('x') })
  await next(client)
  client.ws.terminate()
  const ended = await exec(
    'until [ -s /workspace/ended ]; do sleep 0.05; done; cat /workspace/ended',
  )
  expect(await all(ended)).toMatchObject({ stdout: 'input ended\n' })
  ended.close()
})

test('a named exec is run once, and is told again from any offset, also when it has ended', async () => {
  const cmd = 'echo run >> /workspace/runs; printf 0123456789; exit 5'
  const first = await exec(cmd, '&id=once')
  expect(await all(first)).toMatchObject({ stdout: '0123456789', code: 5 })
  const again = await exec(cmd, '&id=once&stdout_offset=6')
  expect(await all(again)).toMatchObject({ stdout: '6789', code: 5 })
  const runs = await exec('wc -l < /workspace/runs')
  expect((await all(runs)).stdout.trim()).toBe('1')
  for (const client of [first, again, runs]) client.close()
})

test('attach is one shell for all: each hears it from the start, and it outlives who leaves', async () => {
  const first = await open('attach')
  say(first, { type: 'stdin', data: Buffer.from('echo hello\n') })
  expect(await next(first)).toMatchObject({ data: Buffer.from('hello\n') })
  first.close()
  await first.closed
  const second = await open('attach')
  expect(await next(second)).toMatchObject({ data: Buffer.from('hello\n') })
  say(second, { type: 'stdin', data: Buffer.from('echo again; exit 3\n') })
  expect(await all(second)).toMatchObject({ stdout: 'again\n', code: 3 })
  second.close()
})

test('asked for, there is a terminal, with resize and signals', async () => {
  const client = await exec(
    'stty size; trap "stty size; exit 9" INT; while :; do sleep 0.1; done',
    '&tty=1&cols=90&rows=20&ext=1',
  )
  expect(await next(client)).toMatchObject({ data: Buffer.from('20 90\r\n') })
  say(client, { type: 'resize', cols: 70, rows: 10 })
  say(client, { type: 'signal', signal: 2 })
  expect(await all(client)).toMatchObject({ stdout: '10 70\r\n', code: 9 })
  client.close()
})

test.each(['exec', 'exec?cmd=true&cols=x&tty=1', 'attach?stdout_offset=-1'])(
  '%s is told what is wrong with it, and the socket closes',
  async (path) => {
    const client = await open(path)
    expect(await next(client)).toMatchObject({ type: 'error' })
    expect(await client.closed).toMatchObject({ code: 1000 })
  },
)

test('a program that cannot start is an Error frame', async () => {
  const client = await open('exec?cmd=no-such-program&cmd=x')
  expect(await next(client)).toMatchObject({
    type: 'error',
    message: expect.stringContaining('no-such-program'),
  })
  await client.closed
})
