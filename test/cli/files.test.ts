import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { beforeAll, expect, test } from 'vitest'
import { newWorld, type World } from '../kit/world.ts'
import { type Home, home, typed } from './bin.ts'

let world: World
let session: string
let at: Home

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  session = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body.id
  const server = createServer(getRequestListener(world.faces.public.fetch))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const { cwd, env } = home()
  const key = world.citizen('ada').key
  at = { cwd, env: { ...env, ONMEMOS_URL: `http://127.0.0.1:${port}`, ONMEMOS_API_KEY: key } }
  return async () => {
    server.closeAllConnections()
    server.close()
    await world.close()
  }
})

const here = (...path: readonly string[]) => join(at.cwd, ...path)

test('a folder goes in and comes out again, byte for byte', async () => {
  const bytes = randomBytes(3_000_000)
  mkdirSync(here('project/deep/empty'), { recursive: true })
  writeFileSync(here('project/data.bin'), bytes)
  writeFileSync(here('project/deep/a b'), 'spaced')
  symlinkSync('data.bin', here('project/link'))
  symlinkSync('/nowhere', here('project/dangling'))

  const sent = await typed(at, 'cp', 'project', `${session}:`)
  expect(sent).toMatchObject({ code: 0, stderr: expect.stringContaining('3 files copied') })
  expect(sent.stderr).toContain('dangling is left out')

  const came = await typed(at, 'cp', `${session}:/workspace/project`, 'back')
  expect(came).toMatchObject({ code: 0, stderr: expect.stringContaining('3 files copied') })
  expect(readFileSync(here('back/data.bin')).equals(bytes)).toBe(true)
  expect(readFileSync(here('back/link')).equals(bytes)).toBe(true)
  expect(readFileSync(here('back/deep/a b'), 'utf8')).toBe('spaced')
  expect(readdirSync(here('back/deep/empty'))).toEqual([])

  // A second time, over what is there, and one file into a folder.
  expect((await typed(at, 'cp', 'project', `${session}:/workspace`)).code).toBe(0)
  expect((await typed(at, 'cp', `${session}:project/deep/a b`, '.')).code).toBe(1)
  expect((await typed(at, 'cp', `${session}:/workspace/project/deep/a b`, '.')).code).toBe(0)
  expect(readFileSync(here('a b'), 'utf8')).toBe('spaced')
})

test('files ls shows them as other programs read it', async () => {
  const run = {
    command: 'mkdir seen && echo hello > seen/file && ln -s file seen/link',
    timeout: 9,
  }
  await world.as('ada').post(`/v1/sessions/${session}/execute`, { ...run, cwd: '/workspace' })
  const { code, stdout } = await typed(at, 'files', 'ls', session, '/workspace/seen')
  expect(code).toBe(0)
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
  expect(rows.map((row) => [row[0]?.[0], row[2], row[4]])).toEqual([
    ['-', '6', '/workspace/seen/file'],
    ['-', expect.any(String), expect.stringMatching(/^\/workspace\/seen\/link -> /)],
  ])
})

test.each([
  [['cp', 'none', 'S:'], 1, 'there is nothing at none'],
  [['cp', 'S:/none', '.'], 1, 'there is nothing at'],
  [['cp', 'a', 'b'], 2, '<id>:<path>'],
  [['cp', 'sess0000:/x', '.'], 1, 'no session sess0000'],
  [['url', 'S', '70000'], 2, '<port>'],
] as const)('%j says what is wrong', async (words, code, said) => {
  const answer = await typed(at, ...words.map((word) => word.replace('S', session)))
  expect(answer).toMatchObject({ code, stderr: expect.stringContaining(said) })
})

test('history lists what ran with how it ended, and prints what one of them said', async () => {
  const ran = (command: string) =>
    world.as('ada').post(`/v1/sessions/${session}/execute`, { command, timeout: 9 })
  await ran('echo out; echo err >&2; exit 3')
  const { stdout } = await typed(at, 'history', session)
  const last = stdout.trim().split('\n').at(-1)?.split('\t') ?? []
  expect(last.slice(1, 4)).toEqual(['ended', '3', 'exited'])
  expect(last[6]).toBe('echo out; echo err >&2; exit 3')
  const said = await typed(at, 'history', session, last[0] ?? '')
  expect(said).toMatchObject({ code: 0, stdout: 'out\n', stderr: expect.stringContaining('err\n') })
})

test('url prints an address, and says beside it how long it is good', async () => {
  const { code, stdout, stderr } = await typed(at, 'url', session, '8000')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^http:\/\/public\.test\/ports\/8000-sess[a-z0-9-]+\/\n$/)
  expect(stderr).toContain('gets in until')
})
