import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let session: string
beforeAll(async () => {
  world = await newWorld({ credit: { ada: 10 }, lasts: 'file' })
  const resources = { memory_mb: 256, disk_mb: 32 }
  const made = await world.as('ada').post('/v1/sessions', { provider: 'local', resources })
  session = `/v1/sessions/${made.body.id}`
  return world.close
})

const run = async (command: string, more: object = {}) =>
  (await world.as('ada').post(`${session}/execute`, { command, ...more })).body

interface Line {
  readonly type: string
  readonly data?: string
  readonly base64?: string
  readonly offset?: number
  readonly [field: string]: unknown
}

async function stream(command: string, more: object = {}) {
  const { text, headers } = await world
    .as('ada')
    .post(`${session}/execute/stream`, { command, ...more })
  expect(headers.get('content-type')).toBe('application/x-ndjson')
  const lines: Line[] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const bytesOf = (type: string) =>
    Buffer.concat(
      lines
        .filter((line) => line.type === type)
        .map((line) =>
          Buffer.from(line.base64 ?? line.data ?? '', line.base64 ? 'base64' : 'utf8'),
        ),
    )
  return { lines, stdout: bytesOf('stdout'), stderr: bytesOf('stderr'), end: lines.at(-1) }
}

test.each([
  ['echo hi', { stdout: 'hi\n', stderr: '', returncode: 0, success: true, signal: null }],
  ['echo no >&2; exit 7', { stdout: '', stderr: 'no\n', returncode: 7, success: false }],
  ['kill -9 $$', { returncode: 137, success: false, signal: 'SIGKILL' }],
  ['no-such-program', { returncode: 127, success: false }],
  ['pwd', { stdout: '/workspace\n' }],
  ['cat', { stdout: '', returncode: 0 }],
])('%s answers as a shell would', async (command, expected) => {
  expect(await run(command)).toMatchObject(expected)
})

test('a command has its own environment and directory; a directory that is not there is refused', async () => {
  expect(await run('echo $X; pwd', { env: { X: '1' }, cwd: '/tmp' })).toMatchObject({
    stdout: '1\n/tmp\n',
  })
  const answer = await world
    .as('ada')
    .post(`${session}/execute`, { command: 'true', cwd: '/nowhere' })
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
})

test('a command that never ends is ended with its whole group, even one that ignores SIGTERM', async () => {
  const result = await run('trap "" TERM; echo begun; sleep 1000 & sleep 1000', { timeout: 1 })
  expect(result).toMatchObject({
    stdout: 'begun\n',
    returncode: 124,
    success: false,
    timed_out: true,
  })
  expect((await run('ps -eo comm | grep -c sleep')).stdout).toBe('0\n')
})

test('fifty megabytes come whole by stream; execute answers their beginning and says how many there were', async () => {
  const make = 'head -c 50000000 /dev/zero | tr "\\0" "x"'
  const { stdout, end } = await stream(make)
  expect(createHash('sha256').update(stdout).digest('hex')).toBe(
    createHash('sha256').update(Buffer.alloc(50_000_000, 'x')).digest('hex'),
  )
  expect(end).toMatchObject({ type: 'end', returncode: 0 })
  const answered = await run(make)
  expect(answered).toMatchObject({
    stdout_bytes: 50_000_000,
    stdout_truncated: true,
    success: true,
  })
  expect(answered.stdout).toHaveLength(1_048_576)
})

test('bytes that are not text lose nothing', async () => {
  const result = await run('printf "a\\377\\000b"')
  expect(result).toMatchObject({ stdout: 'a\uFFFD\0b', stdout_base64: 'Yf8AYg==' })
  const { stdout } = await stream('head -c 300000 /dev/urandom | tee /tmp/random')
  const { stdout: sum } = await run('sha256sum < /tmp/random')
  expect(sum).toContain(createHash('sha256').update(stdout).digest('hex'))
})

test('text is never cut inside a character, and offsets count bytes', async () => {
  const { lines, stdout } = await stream('for i in $(seq 20000); do printf "añ😀"; done')
  expect(stdout.toString()).toBe('añ😀'.repeat(20_000))
  let offset = 0
  for (const line of lines.filter(({ type }) => type === 'stdout')) {
    expect(line.base64).toBeUndefined()
    expect(line.offset).toBe(offset)
    offset += Buffer.byteLength(line.data ?? '')
  }
})

test('output comes while the command runs', async () => {
  await run('mkfifo /tmp/go')
  const response = await world.faces.public.request(`${session}/execute/stream`, {
    method: 'POST',
    headers: { 'x-api-key': world.citizen('ada').key, 'content-type': 'application/json' },
    body: JSON.stringify({ command: 'echo first; read line < /tmp/go; echo $line' }),
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let seen = ''
  while (!seen.includes('first')) seen += (await reader?.read())?.value ?? ''
  await run('echo second > /tmp/go')
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    seen += part.value
  }
  expect(seen).toContain('second')
})

test('a thousand children are bounded, and the session goes on', async () => {
  await run('i=0; while [ $i -lt 1000 ]; do sleep 5 & i=$((i+1)); done 2>/dev/null', { timeout: 3 })
  await run('kill -9 -1')
  expect(await run('echo still here')).toMatchObject({ stdout: 'still here\n' })
})

test('a full disk is an error to the command alone', async () => {
  const filled = await run('head -c 100000000 /dev/zero > /workspace/big')
  expect(filled.success).toBe(false)
  expect(filled.stderr).toMatch(/No space left/)
  expect(
    await run('rm /workspace/big; echo ok > /workspace/small; cat /workspace/small'),
  ).toMatchObject({
    stdout: 'ok\n',
  })
})

test('what a session takes is told while it runs, and refused with the reason once it is over', async () => {
  const ada = world.as('ada')
  const { body } = await ada.post('/v1/sessions', { provider: 'local', ttl_minutes: 5 })
  const path = `/v1/sessions/${body.id}`
  const asked = await ada.get(`${path}/metrics`)
  expect(asked).toMatchObject({
    status: 200,
    body: { session_id: body.id, cpu: { limit_millis: 1_000 }, processes: 0 },
  })
  expect(asked.body.memory.used_bytes).toBeGreaterThan(1_048_576)
  await ada.delete(path)
  expect(await ada.get(`${path}/metrics`)).toMatchObject({
    status: 409,
    body: { code: 'session_not_running', reason: 'user' },
  })
})
