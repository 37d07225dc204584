import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import type { Backend } from '../../shared/contract/topics.ts'
import { benches } from '../conformance/backends/index.ts'
import { type Ground, newGround } from '../conformance/ground.ts'
import { hasGcloud, newGcloud, toCloudRun } from '../kit/gcloud.ts'
import * as seed from './seed003/examples.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const run = promisify(execFile)

/** Cloud Run itself, and what stands in for it on one machine. */
describe.each<Backend>(['local', 'cloud_run'])('cloud_run by %s', (backend) => {
  const missing = benches[backend].missing()
  let ground: Ground
  beforeAll(async () => {
    if (missing) return
    ground = await newGround(backend, { cloud_run: backend })
    return () => ground.close()
  })

  /** The text with what a reader puts in: their key, and where the API is. */
  const filledIn = (text: string) =>
    text
      .replaceAll('your-api-key', ground.headers['x-api-key'])
      .replaceAll('onmemos-internal-key-2024-secure', ground.headers['x-api-key'])
      .replaceAll('localhost:8080', new URL(ground.gateway.url).host)

  /** A request as the text shows it: a line, headers, and a body after an empty line. */
  async function asked(text: string) {
    const [head = '', body] = filledIn(text).split('\n\n')
    const [line = '', ...headers] = head.split('\n')
    const [method = '', path = ''] = line.split(' ')
    const response = await fetch(`${ground.gateway.url}${path}`, {
      method,
      headers: headers.map((header): [string, string] => {
        const [name = '', value = ''] = header.split(': ')
        return [name, value]
      }),
      ...(body ? { body } : {}),
    })
    return { status: response.status, body: Answer.parse(await response.json()) }
  }

  const typed = async (text: string) => (await run('bash', ['-c', filledIn(text)])).stdout
  const python = async (text: string) =>
    (await run(interpreter ?? '', ['-c', filledIn(text)])).stdout

  const workspace = async () => (await asked(seed.createWorkspace)).body

  test('the API of sessions: create, get, execute, connect, delete', async ({ skip }) => {
    if (missing) return skip(missing)
    // Of the words that the text lets its reader choose from, the first.
    const [chosen] = [seed.createSession.replace(/(\w+)(\|\w+)+/g, '$1')]
    const made = await asked(chosen)
    expect(made).toMatchObject({
      status: 201,
      body: {
        provider: 'cloud_run',
        namespace: 'team-a',
        user: 'alice',
        status: 'running',
        ssh: false,
        details: { bucket_name: 'my-bucket' },
      },
    })
    const { id, name, websocket, details } = made.body
    expect(websocket).toBe(`/v1/cloudrun/workspaces/${name}/shell`)
    expect(details.service_name).toMatch(/^onmemos-[a-z0-9-]+$/)
    const of = (text: string) => text.replace('{session_id}', name)
    expect(await asked(of(seed.getSession))).toMatchObject({ status: 200, body: { id } })
    const ran = await asked(of(seed.executeCommand))
    expect(ran.body).toMatchObject({ stderr: '', returncode: 0, success: true })
    expect(ran.body.stdout).toMatch(/^total \d+\nd\S+ .* \.\n/)
    expect(await asked(of(seed.connectionInfo))).toMatchObject({ status: 200, body: { id } })
    const gone = await asked(of(seed.deleteSession))
    expect(gone).toMatchObject({ status: 200, body: { id, status: 'stopped' } })
  })

  test('the API of old: create, execute by query, the shell’s path', async ({ skip }) => {
    if (missing) return skip(missing)
    const { name, websocket } = await workspace()
    const here = (text: string) => text.replace('{workspace_id}', name)
    const ran = await asked(here(seed.executeInWorkspace))
    expect(ran.body).toMatchObject({ stdout: '/workspace\n', stderr: '', success: true })
    expect(here(seed.workspaceShell)).toBe(`WebSocket: ${websocket}?api_key=your-api-key`)
    await ground.ada.delete(`/v1/cloudrun/workspaces/${name}`)
  })

  test('the Python example makes a session and prints where it is', async ({ skip }) => {
    if (missing) return skip(missing)
    if (!interpreter) return skip('no Python with requests and websockets')
    const said = await python(seed.pythonCreates)
    const { id, url } = /Session created: (?<id>\S+)\nService URL: (?<url>http\S+)\n/.exec(said)
      ?.groups ?? { id: '', url: '' }
    expect(await ground.status(id ?? '')).toBe('running')
    expect((await ground.ada.get(`/v1/sessions/${id}`)).body.url).toBe(url)
    await ground.ada.delete(`/v1/sessions/${id}`)
  })

  test('the Python example of the shell runs a command over its socket', async ({ skip }) => {
    if (missing) return skip(missing)
    if (!interpreter) return skip('no Python with requests and websockets')
    const { name } = await workspace()
    await ground.sh(name, 'touch /workspace/seen-by-the-shell')
    const said = await python(seed.pythonShell.replace('ws-my-project-developer-123', name))
    expect(said).toMatch(/^Output: total .*seen-by-the-shell\n\nError: \nSuccess: True\n$/s)
    await ground.ada.delete(`/v1/cloudrun/workspaces/${name}`)
  })

  test('the Python examples of the SDK: a client and a context', async ({ skip }) => {
    if (missing) return skip(missing)
    if (!interpreter) return skip('no Python with requests and websockets')
    const [client, context] = await Promise.all([seed.pythonClient, seed.pythonContext].map(python))
    expect(client).toMatch(/^Session created: sess\w+\nPython version: /)
    expect(client).toContain('Command: pwd\nOutput: /workspace\n\nSuccess: True\n')
    expect(client).toContain("Command: echo 'Hello from OnMemOS!'\nOutput: Hello from OnMemOS!\n")
    // What it installs is not to be had without a network, and it says so.
    expect(context).toMatch(/^Install result: (True|False)\nPandas version: /)
    const { sessions } = (await ground.ada.get('/v1/sessions?status=running')).body
    expect(sessions).toEqual([])
  })

  test('the curl lines, as typed', async ({ skip }) => {
    if (missing) return skip(missing)
    const made = Answer.parse(JSON.parse(await typed(seed.curlCreates)))
    expect(made).toMatchObject({ provider: 'cloud_run', namespace: 'test', status: 'running' })
    const [exported] = /^export .*$/m.exec(seed.curlCreates) ?? ['']
    const withKey = (line: string) => typed(`${exported}\n${line}`)
    const seen = await withKey(seed.curlLooks.replace('<session-id>', made.name))
    expect(JSON.parse(seen)).toMatchObject({ id: made.id, status: 'running' })
    for (const health of [typed(seed.curlAsksHealth), withKey(seed.curlAsksHealthWithKey)]) {
      expect(JSON.parse(await health)).toMatchObject({ status: 'ok' })
    }
    await ground.ada.delete(`/v1/sessions/${made.id}`)
  })

  test('gcloud shows the service that a session is, by the name it is told', async ({ skip }) => {
    if (missing) return skip(missing)
    const api = ground.world.environment.RUN_API_URL
    if (!api) return skip('what stands in for Cloud Run has no services')
    if (!hasGcloud) return skip('gcloud is not installed')
    const gcloud = newGcloud({
      ...toCloudRun(api),
      CLOUDSDK_CORE_PROJECT: ground.world.projectId,
    })
    try {
      const { id, details } = await workspace()
      const described = await gcloud.typed(
        seed.gcloudDescribes.replace('<service-name>', String(details.service_name)),
      )
      expect(described).toContain(String(details.service_name))
      expect(await gcloud.typed(seed.gcloudLists)).toContain(String(details.service_name))
      await ground.ada.delete(`/v1/sessions/${id}`)
    } finally {
      gcloud.close()
    }
  })
})

/** A Python of this machine that has what the examples import. */
const interpreter = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import requests, websockets']).status === 0,
)

const Answer = z.looseObject({
  id: z.string().default(''),
  name: z.string().default(''),
  websocket: z.string().nullish(),
  details: z.record(z.string(), z.unknown()).default({}),
  stdout: z.string().default(''),
})
