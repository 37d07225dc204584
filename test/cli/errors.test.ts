import { expect, test } from 'vitest'
import { templates } from '../../shared/contract/session.ts'
import { begun, binOfSources, home, said, typed } from './bin.ts'
import { standin } from './standin/server.ts'

test.for([
  [[], /Usage: onmemos/],
  [['bogus'], /unknown command 'bogus'/],
  [['run'], /missing required argument 'command'/],
  [['run', 'echo', 'hi'], /put it in quotes/],
  [['run', '--ttl', 'long', 'true'], /not a number/],
  [['run', '--ttl', '0', 'true'], /--ttl: /],
  [['run', '--template', 'cobol', 'true'], /--template: .*python/],
  [['run', '--memory', 'lots', 'true'], /512m or 2g/],
  [['run', '--cpu', '64', 'true'], /--cpu: at most 8$/m],
  [['run', '--env', 'CITY', 'true'], /NAME=value/],
  [['run', '--bogus', 'true'], /unknown option '--bogus'/],
  [['ls', '--status', 'asleep'], /--status: .*running/],
  [['extend', 'x', '0.5'], /<minutes>: /],
] as const)(
  '%j is typed wrong: it says how, exits with 2 and asks the server nothing',
  async ([args, why]) => {
    await using server = await standin()
    const { code, stdout, stderr } = await typed(home(server), ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(why)
    expect(server.asked).toEqual([])
  },
)

test('a refusal says what went wrong and what to do', async () => {
  await using server = await standin()
  const { code, stdout, stderr } = await typed(home(server), 'get', 'none')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe('error: no session none\n`onmemos ls` lists your sessions.\n')
})

test('with --json a refusal is the problem document, on stderr', async () => {
  await using server = await standin()
  const { code, stdout, stderr } = await typed(home(server), 'get', 'none', '--json')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(JSON.parse(stderr)).toMatchObject({
    status: 404,
    code: 'not_found',
    detail: 'no session none',
    hint: expect.stringContaining('onmemos ls'),
  })
})

test('with --json what was typed wrong is a problem document too', async () => {
  const { code, stderr } = await typed(home(), 'run', '--json', '--ttl', 'x', 'true')
  expect(code).toBe(2)
  expect(JSON.parse(stderr)).toMatchObject({
    code: 'usage',
    detail: expect.stringContaining('ttl'),
  })
})

test('a key that is not known says so, and where keys come from', async () => {
  await using server = await standin()
  const { code, stderr } = await typed(home(server), 'ls', '--key', 'wrong')
  expect(code).toBe(1)
  expect(stderr).toContain('this key is not known')
  expect(stderr).toContain('onmemos login')
})

test('a server that does not answer is named, and how to start it', async () => {
  const server = await standin()
  await server[Symbol.asyncDispose]()
  const { code, stderr } = await typed(home(server), 'ls')
  expect(code).toBe(1)
  expect(stderr).toContain(`${server.url}/v1/sessions: nothing listens there`)
  expect(stderr).toContain('npm start')
})

test('no key says the four places that were looked at, and how to get one', async () => {
  const { code, stderr } = await typed(home(), 'ls')
  expect(code).toBe(1)
  for (const place of ['--key', 'ONMEMOS_API_KEY', '.env', 'config.json', 'npm start']) {
    expect(stderr).toContain(place)
  }
})

test('exec in a session that is over says what it is', async () => {
  await using server = await standin()
  const at = home(server)
  const id = (await typed(at, 'create')).stdout.trim()
  await typed(at, 'rm', id)
  const { code, stderr } = await typed(at, 'exec', id, 'true')
  expect(code).toBe(1)
  expect(stderr).toContain(`${id} is stopped`)
})

test.for(['', 'run', 'exec', 'create', 'ls', 'rm', 'login'])(
  'help for "%s" has examples',
  async (verb) => {
    const { code, stdout } = await typed(home(), ...(verb ? [verb] : []), '--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Examples?:\n {2}\S/)
  },
)

test('help names every template that there is', async () => {
  const { stdout } = await typed(home(), 'run', '--help')
  for (const template of templates) expect(stdout).toContain(template)
})

test('without a bundle the bin runs from its sources', async () => {
  await using server = await standin()
  const { code, stdout } = await said(
    begun(home(server), process.execPath, [binOfSources, 'balance', '--json']),
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ available: { micros: 1_500_000 } })
})
