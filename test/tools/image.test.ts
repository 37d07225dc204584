import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onFreePort } from '../../emulators/keeper/ports.ts'
import { buildImage } from '../../tools/image/build.ts'
import { until } from '../kit/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'onmemos-image-'))
let megabytes = 0
beforeAll(async () => {
  const { bytes, cacheBytes } = await buildImage(folder)
  megabytes = (bytes + cacheBytes) / 1e6
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** What the image's command becomes with this environment, and what it says. */
function container(env: Record<string, string>) {
  const child = spawn(process.execPath, ['index.js'], { cwd: folder, env: { ...settings, ...env } })
  const said: string[] = []
  child.stdout.on('data', (text) => said.push(String(text)))
  child.stderr.on('data', (text) => said.push(String(text)))
  return { child, said: () => said.join(''), ended: once(child, 'exit') }
}
const settings = {
  PATH: process.env.PATH ?? '',
  PROJECT_ID: 'image',
  PUBLIC_URL: 'http://127.0.0.1',
  ONMEMOS_SESSION_SECRET: 'a-secret-of-the-tests',
  ONMEMOS_TERMINAL_ASSETS: 'terminal',
  FIRESTORE_EMULATOR_HOST: process.env.FIRESTORE_EMULATOR_HOST ?? '',
  METADATA_SERVER_DETECTION: 'none',
}

test('every function and the shell together weigh less than a photograph album', () => {
  expect(megabytes).toBeGreaterThan(1)
  expect(megabytes).toBeLessThan(40)
})

test.each([
  ['sessions-get', '/v1/sessions/sess1', 401],
  ['shell', '/terminal/main.css', 200],
])('the target %s serves, and ends at SIGTERM', async (target, path, status) => {
  const port = await onFreePort(undefined, async (free) => free)
  const { child, ended, said } = container({ FUNCTION_TARGET: target, PORT: String(port) })
  let answered = 0
  await until(async () => {
    if (child.exitCode !== null) throw new Error(said())
    answered = await fetch(`http://127.0.0.1:${port}${path}`).then(
      (answer) => answer.status,
      () => 0,
    )
    return answered > 0
  })
  expect(answered).toBe(status)
  child.kill('SIGTERM')
  await ended
})

test('a target that is not there is refused with those that are', async () => {
  const { ended, said } = container({ FUNCTION_TARGET: 'sessions-got' })
  expect((await ended)[0]).toBe(1)
  expect(said()).toContain('sessions-get\n')
})
