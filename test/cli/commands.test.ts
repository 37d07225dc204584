import { expect, test } from 'vitest'
import { home, typed } from './bin.ts'
import { standin } from './standin/server.ts'

test('create prints the id and nothing else on stdout', async () => {
  await using server = await standin()
  const { code, stdout } = await typed(home(server), 'create', '--template', 'go')
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${[...server.sessions.keys()][0]}\n` })
  expect([...server.sessions.values()]).toMatchObject([{ template: 'go', status: 'running' }])
})

test('exec streams a command in a session that is there, by id or name, and exits as it does', async () => {
  await using server = await standin()
  const at = home(server)
  const id = (await typed(at, 'create')).stdout.trim()
  const name = server.sessions.get(id)?.name ?? ''

  const first = await typed(at, 'exec', id, '--env', 'CITY=Ulm', 'echo $CITY; exit 9')
  expect(first).toMatchObject({ code: 9, stdout: 'Ulm\n', stderr: '' })
  expect(await typed(at, 'exec', name, 'echo by name')).toMatchObject({ stdout: 'by name\n' })
  expect(server.sessions.get(id)?.status).toBe('running')
})

test('exec --json is the lines of the stream as they were sent', async () => {
  await using server = await standin()
  const at = home(server)
  const id = (await typed(at, 'create')).stdout.trim()
  const { stdout } = await typed(at, 'exec', id, '--json', 'printf "\\377"')
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { type: 'start' },
    { type: 'stdout', offset: 0, base64: '/w==' },
    { type: 'end', returncode: 0 },
  ])
})

test('ls lists the newest first, by tabs and without headings for a program', async () => {
  await using server = await standin()
  const at = home(server)
  const first = (await typed(at, 'create', '--label', 'team=ml', '--workspace', 'w1')).stdout.trim()
  const second = (await typed(at, 'create')).stdout.trim()
  await typed(at, 'rm', second)

  const { stdout } = await typed(at, 'ls')
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.split('\t'))
  expect(rows.map(([id, , status, reason]) => [id, status, reason])).toEqual([
    [second, 'stopped', 'user'],
    [first, 'running', '-'],
  ])
  const filters = ['--status', 'running', '--label', 'team=ml', '--workspace', 'w1', '--json']
  const { sessions } = JSON.parse((await typed(at, 'ls', ...filters)).stdout)
  expect(sessions).toMatchObject([{ id: first }])
})

test('ls shows one page and says that there are more; --all shows them all', async () => {
  await using server = await standin()
  const at = home(server)
  for (let n = 0; n < 21; n += 1) await create(server)

  const page = await typed(at, 'ls')
  expect(page.stdout.trim().split('\n')).toHaveLength(20)
  expect(page.stderr).toContain('onmemos ls --all')
  const all = await typed(at, 'ls', '--all')
  expect(all.stdout.trim().split('\n')).toHaveLength(21)
  expect(all.stderr).toBe('')
})

test('get shows a session, and --json shows it as the server sent it', async () => {
  await using server = await standin()
  const { id } = await create(server)
  const at = home(server)
  expect((await typed(at, 'get', id)).stdout).toContain(`id\t${id}\n`)
  expect(JSON.parse((await typed(at, 'get', id, '--json')).stdout)).toEqual(server.sessions.get(id))
})

test('extend gives a session more time and says until when', async () => {
  await using server = await standin()
  const { id } = await create(server)
  const { stdout } = await typed(home(server), 'extend', id, '30')
  expect(stdout).toBe(`${id} may run until ${server.sessions.get(id)?.expires_at}\n`)
})

test('rm deletes each, also when one of them fails, and then exits with 1', async () => {
  await using server = await standin()
  const [first, second] = [await create(server), await create(server)]
  const { code, stdout, stderr } = await typed(home(server), 'rm', first.id, 'none', second.id)
  expect(code).toBe(1)
  expect(stdout).toBe(`${first.id}\tstopped\tuser\n${second.id}\tstopped\tuser\n`)
  expect(stderr).toContain('no session none')
})

test('receipt, events, balance and transactions show what the server has', async () => {
  await using server = await standin()
  const { id } = await create(server)
  const at = home(server)
  await typed(at, 'rm', id)

  expect((await typed(at, 'receipt', id)).stdout).toContain('charged\t0.000167\n')
  expect((await typed(at, 'events', id)).stdout).toContain('running\t{"backend":"local"}\n')
  expect((await typed(at, 'balance')).stdout).toContain('available\t1.50\n')
  expect((await typed(at, 'transactions')).stdout).toContain('held -0.000167, spent +0.000167')
})

test('top shows what a session takes between two looks', async () => {
  await using server = await standin()
  const at = home(server)
  const { id } = await create(server)
  const { stdout } = await typed(at, 'top', id)
  expect(stdout).toMatch(/^cpu\t0\.\d\d of 1\.5$/m)
  expect(stdout).toContain('memory\t32 MiB of 256 MiB\nmemory peak\t48 MiB\nprocesses\t3\n')
  expect(JSON.parse((await typed(at, 'top', id, '--json')).stdout)).toMatchObject({ processes: 3 })
  await typed(at, 'rm', id)
  expect(await typed(at, 'top', id)).toMatchObject({ code: 1, stdout: '' })
})

test.for(['receipt', 'events', 'balance', 'transactions', 'ls'])(
  '%s --json is one JSON document',
  async (verb) => {
    await using server = await standin()
    const { id } = await create(server)
    const of = verb === 'receipt' || verb === 'events' ? [id] : []
    const { stdout, stderr } = await typed(home(server), verb, ...of, '--json')
    expect(JSON.parse(stdout)).toBeTypeOf('object')
    expect(stderr).toBe('')
  },
)

async function create({ url, key }: { url: string; key: string }): Promise<{ id: string }> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const made = await fetch(`${url}/v1/sessions`, { method: 'POST', headers, body: '{}' })
  return JSON.parse(await made.text())
}
