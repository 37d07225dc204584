import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { begun, bin, type Home, home, said, typed } from './bin.ts'
import { type Standin, standin } from './standin/server.ts'

test('login checks the key and keeps it, and commands find it and its server', async () => {
  await using server = await standin()
  const at = home()
  const { code, stdout } = await typed(at, 'login', '--key', server.key, '--url', server.url)

  expect(code).toBe(0)
  expect(stdout).toContain(fileOf(at))
  expect(statSync(fileOf(at)).mode & 0o777).toBe(0o600)
  expect((await typed(at, 'balance')).code).toBe(0)
})

test('a key that the server does not know is not kept', async () => {
  await using server = await standin()
  const at = home()
  const { code } = await typed(at, 'login', '--key', 'wrong', '--url', server.url)
  expect(code).toBe(1)
  expect(() => statSync(fileOf(at))).toThrow(/ENOENT/)
})

test('login --key - reads the key from stdin', async () => {
  await using server = await standin()
  const args = [bin, 'login', '--key', '-', '--url', server.url]
  const child = begun(home(), process.execPath, args)
  child.stdin.end(`${server.key}\n`)
  expect((await said(child)).code).toBe(0)
})

test('a command uses the flag, else the environment, else .env, else the saved login', async () => {
  await using server = await standin()
  const at = home()
  server.key = 'saved'
  await typed(at, 'login', '--key', 'saved', '--url', server.url)
  expect(await keyUsed(server, at)).toBe('saved')
  writeFileSync(join(at.cwd, '.env'), `ONMEMOS_API_KEY=dotenv\n`)
  expect(await keyUsed(server, at)).toBe('dotenv')
  const withKey = { ...at, env: { ...at.env, ONMEMOS_API_KEY: 'environment' } }
  expect(await keyUsed(server, withKey)).toBe('environment')
  expect(await keyUsed(server, withKey, '--key', 'flag')).toBe('flag')
})

const fileOf = ({ cwd }: Home) => join(cwd, '.config/onmemos/config.json')

async function keyUsed(server: Standin, at: Home, ...flags: string[]) {
  await typed(at, 'balance', ...flags)
  return server.asked.at(-1)?.headers['x-api-key']
}
