import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundleFunctions, entries } from '../../tools/bundles.ts'
import { newProjectId } from '../kit/database.ts'
import { freePort } from '../kit/npmStart.ts'

/** Bundles some functions beneath this package, so that the framework beside them is found. */
async function bundled(...names: string[]) {
  const folder = join('dist', `test-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await bundleFunctions(
    folder,
    entries().filter(({ name }) => names.includes(name)),
  )
  return folder
}

/** One function alone, as Cloud Run starts it. */
async function start(folder: string, target: string) {
  const port = await freePort()
  const child = spawn(
    'node_modules/.bin/functions-framework',
    [`--target=${target}`, `--source=${join(folder, target)}`, `--port=${port}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        PROJECT_ID: newProjectId(),
        PUBLIC_URL: 'http://public.test',
        ONMEMOS_INTERNAL_API_KEY: 'the-admin-key-of-a-test',
        ONMEMOS_SESSION_SECRET: 'the-session-secret-of-a-test',
      },
    },
  )
  const ended = new Promise((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (text) => String(text).includes('URL:') && resolve()),
  )
  return `http://127.0.0.1:${port}`
}

test('each function starts alone from its own bundle and serves its own route, and no other', async () => {
  const folder = await bundled('health-check', 'users-create', 'workers-local', 'jobs-sweep')

  const health = await start(folder, 'health-check')
  const checked = await fetch(`${health}/health`)
  expect([checked.status, await checked.json()]).toEqual([200, { status: 'ok', version: 'local' }])
  expect((await fetch(`${health}/v1/sessions`)).status).toBe(404)

  const users = await start(folder, 'users-create')
  const made = await fetch(`${users}/admin/users`, {
    method: 'POST',
    headers: { 'x-api-key': 'the-admin-key-of-a-test', 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@example.com', name: 'Ada' }),
  })
  expect([made.status, await made.json()]).toMatchObject([201, { email: 'ada@example.com' }])

  const post = (url: string, body: unknown) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const worker = await start(folder, 'workers-local')
  const command = { verb: 'start', backend: 'local', session_id: 'sess0' }
  const data = Buffer.from(JSON.stringify(command)).toString('base64')
  expect((await post(worker, { message: { messageId: '1', data } })).status).toBe(204)

  const job = await start(folder, 'jobs-sweep')
  expect((await post(job, {})).status).toBe(204)
}, 60_000)

test('every line of the contract has its bundle', () => {
  const names = entries().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining(['sessions-create', 'workers-local', 'jobs-sweep']))
})
