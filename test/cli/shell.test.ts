import { type IPty, spawn as spawnPty } from '@lydell/node-pty'
import { beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../kit/npmStart.ts'
import { type ServedShell, serveShell } from '../kit/shell.ts'
import { startShell } from '../kit/shellProcess.ts'
import { newWorld, type World } from '../kit/world.ts'
import { begun, bin, home, said, typed } from './bin.ts'

// Several processes a test, on machines that may be slow.
vi.setConfig({ testTimeout: 90_000 })

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

const at = (url = shell.url) => {
  const { cwd, env } = home()
  const key = world.citizen('ada').key
  return { cwd, env: { ...env, ONMEMOS_URL: url.replace('ws:', 'http:'), ONMEMOS_API_KEY: key } }
}

/** The CLI with a person at it. */
function person(args: readonly string[], { cwd, env } = at()) {
  const pty: IPty = spawnPty(process.execPath, [bin, ...args], {
    cwd,
    env: { ...env, TERM: 'xterm-256color' },
    cols: 90,
    rows: 25,
  })
  let seen = ''
  pty.onData((text) => {
    seen += text
  })
  const code = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  return {
    type: (text: string) => pty.write(text),
    resize: (cols: number, rows: number) => pty.resize(cols, rows),
    sees: (text: string) => expect.poll(() => seen, { timeout: 30_000 }).toContain(text),
    forget: () => {
      seen = ''
    },
    seen: () => seen,
    code,
  }
}

test('a person types, interrupts, resizes and leaves with the exit code of the shell', async () => {
  const ada = person(['shell', session])
  ada.type('stty size\r')
  await ada.sees('25 90')
  ada.resize(120, 40)
  ada.forget()
  ada.type('stty size\r')
  await expect
    .poll(
      () => {
        if (!ada.seen().includes('40 120')) ada.type('stty size\r')
        return ada.seen()
      },
      { timeout: 30_000, interval: 300 },
    )
    .toContain('40 120')
  ada.type('sleep 1000\r')
  await ada.sees('sleep 1000')
  ada.type('\u0003')
  ada.type('echo still" here"\r')
  await ada.sees('still here')
  ada.type('exit 9\r')
  expect(await ada.code).toBe(9)
})

test('Ctrl-] leaves; attach finds all that was said', async () => {
  const terminal = ['--terminal', 'kept']
  const ada = person(['shell', session, ...terminal])
  ada.type('echo remem"bered"\r')
  await ada.sees('remembered')
  ada.type('\u001d')
  await ada.sees('the terminal goes on')
  expect(await ada.code).toBe(0)
  const again = person(['attach', session, ...terminal])
  await again.sees('remembered')
  again.type('exit 3\r')
  expect(await again.code).toBe(3)
})

test('a server that is not there is said once, as is a key', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const nobody = await typed(home({ url, key: 'any' }), 'shell', session)
  expect(nobody.code).toBe(1)
  expect(nobody.stderr).toMatch(/^error: no answer to GET .* nothing listens there\..*\n$/)
  const keyless = await typed(home(), 'shell', session)
  expect(keyless.code).toBe(1)
  expect(keyless.stderr).toMatch(/^error: no API key for /)
})

test('logs of a terminal that nobody opened say so', async () => {
  const { code, stderr } = await typed(at(), 'logs', '-f', session, '--terminal', 'never')
  expect(code).toBe(1)
  expect(stderr).toContain(`no terminal never was opened in ${session} yet`)
})

test('logs -f shows it all from the start, byte for byte, and ends as the terminal does', async () => {
  const ada = person(['shell', session, 'seq 3; read x; exit 6', '--terminal', 'logged'])
  await ada.sees('3')
  const logs = said(
    begun(at(), process.execPath, [bin, 'logs', '-f', session, '--terminal', 'logged']),
  )
  ada.type('go\r')
  expect(await ada.code).toBe(6)
  expect(await logs).toMatchObject({ code: 6, stdout: '1\r\n2\r\n3\r\ngo\r\n' })
})

test('a server that is killed is found again, and nothing is lost or said twice', async () => {
  const first = await startShell(world)
  const samePort = Number(new URL(first.url).port)
  const ada = person(['shell', session, '--terminal', 'moved'], at(first.url))
  ada.type('echo be"fore"\r')
  await ada.sees('before')
  await first.kill()
  await ada.sees('connecting again')
  const second = await startShell(world, { port: samePort })
  ada.type('echo af"ter"\r')
  await ada.sees('after')
  expect(ada.seen().split('before')).toHaveLength(2)
  ada.type('exit\r')
  expect(await ada.code).toBe(0)
  await second.kill()
})

test('what is piped in is typed, and its end ends the shell', async () => {
  const { cwd, env } = at()
  const child = begun({ cwd, env }, process.execPath, [
    bin,
    'shell',
    session,
    'cat',
    '--terminal',
    'piped',
  ])
  child.stdin?.end('a line\n')
  expect(await said(child)).toMatchObject({ code: 0, stdout: expect.stringContaining('a line') })
})

test.each([
  [['attach', 'x', '--terminal', 'none'], 'no session x'],
  [['shell', '%'], 'no session %'],
])('%j fails and says why', async (args, why) => {
  const { code, stderr } = await typed(at(), ...args)
  expect(code).toBe(1)
  expect(stderr).toContain(why)
})

test('a terminal that is not open is not found, and a session that ends says so', async () => {
  expect(await typed(at(), 'attach', session, '--terminal', 'none')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none'),
  })
  const made = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  const ada = person(['shell', made])
  ada.type('echo rea"dy"\r')
  await ada.sees('ready')
  await world.as('ada').delete(`/v1/sessions/${made}`)
  await ada.sees('the session')
  expect(await ada.code).not.toBe(0)
})
