import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Served, served } from '../../emulators/kit/served.ts'
import { enterCode } from '../kit/oidc/browser.ts'
import { openProvider } from '../kit/oidc/provider.ts'
import { openPostbox } from '../kit/postbox.ts'
import { newWorld, type World } from '../kit/world.ts'
import { begun, bin, type Home, home, said, typed } from './bin.ts'

let world: World
let server: Served
let provider: Awaited<ReturnType<typeof openProvider>>
let postbox: Awaited<ReturnType<typeof openPostbox>>

beforeAll(async () => {
  provider = await openProvider('http://public.test/v1/signin/callback')
  postbox = await openPostbox()
  const settings = {
    ONMEMOS_OIDC_ISSUER: provider.issuer,
    ONMEMOS_OIDC_CLIENT_ID: 'onmemos',
    ONMEMOS_SMTP_URL: postbox.url,
  }
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file', settings })
  server = await served(world.faces.public)
})

afterAll(async () => {
  await server.close()
  await world.close()
  await Promise.all([provider.close(), postbox.close()])
})

const fileOf = ({ cwd }: Home) => join(cwd, '.config/onmemos/config.json')
const kept = (at: Home) => JSON.parse(readFileSync(fileOf(at), 'utf8'))

test('login without a key signs in by a browser; whoami says who; logout ends it at the server', async () => {
  provider.visits('cli', { email: 'ada@example.com', email_verified: true, name: 'Ada' })
  const at = home()
  const child = begun(at, process.execPath, [bin, 'login', '--url', server.url])
  let shown = ''
  child.stderr.on('data', (text) => {
    shown += text
  })
  child.stdin.end()
  const ended = said(child)
  await vi.waitFor(() => expect(shown).toMatch(/Open http\S+ in a browser/), { timeout: 30_000 })
  await enterCode(/Open (http\S+)/.exec(shown)?.[1] ?? '')
  expect((await ended).code).toBe(0)

  const who = JSON.parse((await typed(at, 'whoami', '--json')).stdout)
  expect(who).toMatchObject({ user_id: world.citizen('ada').userId, role: 'owner' })
  const { refresh_token } = kept(at)
  expect((await typed(at, 'logout')).stdout).toContain('Logged out')
  expect(() => kept(at)).toThrow(/ENOENT/)
  const again = await world.anyone.post('/v1/signin/refresh', { refresh_token })
  expect(again.status).toBe(401)
  expect((await typed(at, 'logout')).stdout).toContain('Nobody was logged in')
})

test('a code by mail signs in, and the saved sign-in is refreshed before it ends', async () => {
  const at = home()
  await typed(at, 'signup', 'new@example.com', '--url', server.url)
  await vi.waitFor(() => expect(postbox.letters).toHaveLength(1), { timeout: 30_000 })
  const signed = await typed(at, 'signup', '--code', postbox.code(), '--url', server.url)
  expect(signed).toMatchObject({ code: 0, stdout: expect.stringContaining('Logged in') })
  const before = kept(at)
  expect((await typed(at, 'balance')).code).toBe(0)
  expect(kept(at)).toEqual(before)
  const ending = { ...before, expires_at: new Date(Date.now() + 1_000).toISOString() }
  writeFileSync(fileOf(at), JSON.stringify(ending))
  const both = await Promise.all([typed(at, 'balance'), typed(at, 'balance')])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  expect(kept(at).refresh_token).not.toBe(before.refresh_token)
  expect((await typed(at, 'balance')).code).toBe(0)
})

test('workspaces are made, listed, changed and deleted', async () => {
  const at = home()
  writeFileSync(join(at.cwd, 'secrets'), "TOKEN='a secret'\n")
  const asAda = (...args: string[]) =>
    typed(at, 'workspaces', ...args, '--key', world.citizen('ada').key, '--url', server.url)
  const made = await asAda('create', 'shop', '-e', 'STAGE=test', '--secrets', 'secrets')
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^wksp\w+\n$/) })
  expect((await asAda('list')).stdout).toContain('shop')
  expect((await asAda('change', 'shop', '--name', 'store', '--sessions', '3')).code).toBe(0)
  const shown = (await asAda('show', 'store')).stdout
  expect(JSON.parse(shown)).toMatchObject({
    env: { STAGE: 'test' },
    secrets: ['TOKEN'],
    limits: { sessions_max: 3 },
  })
  expect(shown).not.toContain('a secret')
  expect((await asAda('create', 'No')).code).toBe(2)
  expect((await asAda('rm', 'store')).stdout).toBe('store is deleted\n')
})
