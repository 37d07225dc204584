import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findKey, NoKeyError } from '../../sdk/key.ts'
import { savedLogin, saveLogin } from '../../sdk/login.ts'

test('the key is the given one, else the environment, else .env, else the saved login', () => {
  const { env, cwd } = folder()
  saveLogin({ url: 'http://127.0.0.1:8080', api_key: 'saved' }, env)
  expect(findKey({}, env, cwd).apiKey).toBe('saved')
  writeFileSync(join(cwd, '.env'), 'ONMEMOS_API_KEY="from dotenv"\n')
  expect(findKey({}, env, cwd).apiKey).toBe('from dotenv')
  const withKey = { ...env, ONMEMOS_API_KEY: 'environment' }
  expect(findKey({}, withKey, cwd).apiKey).toBe('environment')
  expect(findKey({ apiKey: 'given' }, withKey, cwd).apiKey).toBe('given')
})

test('the URL is found in the same order, and is the local server when none says another', () => {
  const { env, cwd } = folder()
  const given = { apiKey: 'key' }
  expect(findKey(given, env, cwd).baseUrl).toBe('http://127.0.0.1:8080')
  saveLogin({ url: 'https://saved.test', api_key: 'saved' }, env)
  expect(findKey(given, env, cwd).baseUrl).toBe('https://saved.test')
  writeFileSync(join(cwd, '.env'), 'ONMEMOS_URL=https://dotenv.test/\n')
  expect(findKey(given, env, cwd).baseUrl).toBe('https://dotenv.test')
  const withUrl = { ...env, ONMEMOS_URL: 'https://environment.test' }
  expect(findKey(given, withUrl, cwd).baseUrl).toBe('https://environment.test')
  expect(findKey({ ...given, baseUrl: 'https://given.test' }, withUrl, cwd).baseUrl).toBe(
    'https://given.test',
  )
})

test('reading .env leaves the environment of the process as it was', () => {
  const { env, cwd } = folder()
  writeFileSync(join(cwd, '.env'), 'ONMEMOS_API_KEY=key\nONMEMOS_LEAK=1\n')
  findKey({}, env, cwd)
  expect(process.env).not.toHaveProperty('ONMEMOS_LEAK')
  expect(env).not.toHaveProperty('ONMEMOS_LEAK')
})

test('a saved key goes to the server it was saved for, and to no other', () => {
  const { env, cwd } = folder()
  saveLogin({ url: 'https://mine.test', api_key: 'saved' }, env)
  writeFileSync(join(cwd, '.env'), 'ONMEMOS_URL=https://stranger.test\n')
  expect(() => findKey({}, env, cwd)).toThrow(NoKeyError)
})

test('an empty value counts as none', () => {
  const { env, cwd } = folder()
  writeFileSync(join(cwd, '.env'), 'ONMEMOS_API_KEY=dotenv\n')
  expect(findKey({ apiKey: '' }, { ...env, ONMEMOS_API_KEY: '' }, cwd).apiKey).toBe('dotenv')
})

test('no key anywhere says the four places that were looked at, and how to get one', () => {
  const { env, cwd } = folder()
  expect(() => findKey({}, env, cwd)).toThrow(/--key.*environment.*\.env.*config\.json.*npm start/s)
})

test('a login is kept for its owner alone, also over a file that others could read', () => {
  const { env } = folder()
  const file = saveLogin({ url: 'https://a.test', api_key: 'a' }, env)
  rmSync(file)
  writeFileSync(file, '{}', { mode: 0o644 })
  saveLogin({ url: 'https://b.test', api_key: 'b' }, env)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(savedLogin(env)).toEqual({ url: 'https://b.test', api_key: 'b' })
})

test('a login file that cannot be read counts as none', () => {
  const { env } = folder()
  writeFileSync(saveLogin({ url: 'https://a.test', api_key: 'a' }, env), '{"url": ')
  expect(savedLogin(env)).toBeUndefined()
})

function folder() {
  const cwd = mkdtempSync(join(tmpdir(), 'onmemos-key-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  return { cwd, env: { XDG_CONFIG_HOME: join(cwd, 'config') } }
}
