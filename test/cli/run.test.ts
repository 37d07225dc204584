import { expect, test } from 'vitest'
import { home, typed } from './bin.ts'
import { standin } from './standin/server.ts'

test('run makes a session, shows the output, prints the receipt on stderr and deletes the session', async () => {
  await using server = await standin()
  const { code, stdout, stderr } = await typed(home(server), 'run', 'echo out; echo err >&2')

  expect({ code, stdout }).toEqual({ code: 0, stdout: 'out\n' })
  expect(stderr).toContain('err\n')
  expect(stderr).toContain('Receipt: 0.000167 credits for 12 s at 0.05 an hour')
  expect(states(server)).toEqual(['stopped'])
})

test.for([0, 1, 3, 255])('run exits with %i when the command does', async (wanted) => {
  await using server = await standin()
  const { code } = await typed(home(server), 'run', `exit ${wanted}`)
  expect(code).toBe(wanted)
})

test('binary output passes through unchanged, in full', async () => {
  await using server = await standin()
  const every = Uint8Array.from({ length: 256 }, (_, at) => at)
  const program = 'process.stdout.write(Buffer.alloc(5e6, Uint8Array.from({length:256},(_,i)=>i)))'
  const { bytes } = await typed(home(server), 'run', `"${process.execPath}" -e '${program}'`)

  const expected = Buffer.alloc(5e6, every)
  expect(bytes.equals(expected)).toBe(true)
})

test('the flags say which session is made and how the command runs', async () => {
  await using server = await standin()
  const flags = ['--template', 'python', '--provider', 'gke', '--ttl', '90', '--workspace', 'w1']
  const size = ['--cpu', '0.5', '--memory', '2g', '--env', 'CITY=Ulm', '--env', 'A==b']
  const names = ['--label', 'team=ml', '--label', 'job=x', '--namespace', 'lab', '--user', 'ada']
  await typed(home(server), 'run', ...flags, ...size, ...names, '--timeout', '7', 'true')

  expect(asked(server, 'sessions.create')?.body).toMatchObject({
    template: 'python',
    provider: 'gke',
    ttl_minutes: 90,
    workspace_id: 'w1',
    resources: { cpu_millis: 500, memory_mb: 2048 },
    env: { CITY: 'Ulm', A: '=b' },
    labels: { team: 'ml', job: 'x' },
    namespace: 'lab',
    user: 'ada',
  })
  expect(asked(server, 'sessions.executeStream')?.body).toMatchObject({
    command: 'true',
    timeout: 7,
  })
})

test('run waits for a session that is still starting', async () => {
  await using server = await standin()
  server.startMs = 1_500
  const { code, stdout } = await typed(home(server), 'run', 'echo ready')
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'ready\n' })
})

test('a command that takes longer than its timeout exits with 124 and says so', async () => {
  await using server = await standin()
  const { code, stderr } = await typed(home(server), 'run', '--timeout', '0.2', 'sleep 60')
  expect(code).toBe(124)
  expect(stderr).toContain('--timeout was over')
})

test('--keep leaves the session and says how to use and to delete it', async () => {
  await using server = await standin()
  const { code, stderr } = await typed(home(server), 'run', '--keep', 'exit 4')
  const [id] = server.sessions.keys()
  expect(code).toBe(4)
  expect(stderr).toContain(`onmemos rm ${id}`)
  expect(states(server)).toEqual(['running'])
})

test.for(['cut', 'ended early'] as const)(
  'when the output is %s in the middle, run shows what came, fails, and still deletes the session',
  async (how) => {
    await using server = await standin()
    server.fail('sessions.executeStream', { how, lines: 2 })
    const command = 'echo one; sleep 0.2; echo two'
    const { code, stdout, stderr } = await typed(home(server), 'run', command)

    expect({ code, stdout }).toEqual({ code: 1, stdout: 'one\n' })
    expect(stderr).toContain('cut before its end')
    expect(states(server)).toEqual(['stopped'])
  },
)

test('a session that cannot be deleted fails the run and names the command that deletes it', async () => {
  await using server = await standin()
  server.fail('sessions.delete', { how: 'page', status: 400 })
  const { code, stdout, stderr } = await typed(home(server), 'run', 'echo out')
  const [id] = server.sessions.keys()

  expect({ code, stdout }).toEqual({ code: 1, stdout: 'out\n' })
  expect(stderr).toContain(`type: onmemos rm ${id}`)
})

test('a create whose answer was lost makes one session', async () => {
  await using server = await standin()
  server.fail('sessions.create', { how: 'answer lost' })
  const { code } = await typed(home(server), 'run', 'true')
  expect(code).toBe(0)
  expect(states(server)).toEqual(['stopped'])
})

test('too few credits say how many are missing', async () => {
  await using server = await standin()
  server.availableMicros = 67
  const { code, stdout, stderr } = await typed(home(server), 'run', 'true')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('0.0041 credits are missing')
  expect(stderr).toContain('Add at least 0.0041 credits')
})

test('--json is a line each for the session, the output as it was sent, and the receipt', async () => {
  await using server = await standin()
  const { code, stdout, stderr } = await typed(home(server), 'run', '--json', 'echo hi; exit 3')
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

  expect(code).toBe(3)
  expect(stderr).toBe('')
  expect(lines.map(({ type }) => type)).toEqual(['session', 'start', 'stdout', 'end', 'receipt'])
  expect(lines[2]).toEqual({ type: 'stdout', offset: 0, data: 'hi\n' })
  expect(lines[4].receipt).toMatchObject({ is_final: true, charged: { micros: 167 } })
})

const states = ({ sessions }: Pick<Awaited<ReturnType<typeof standin>>, 'sessions'>) =>
  [...sessions.values()].map(({ status }) => status)

const asked = ({ asked }: Pick<Awaited<ReturnType<typeof standin>>, 'asked'>, wanted: string) =>
  asked.find(({ name }) => name === wanted)
