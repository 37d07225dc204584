import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { benches } from '../conformance/backends/index.ts'
import { ask, newStateDirectory, npmStart, type Running } from '../kit/npmStart.ts'
import { family, survivors } from '../kit/processes.ts'
import { connectJson } from '../kit/shell.ts'
import * as seed from './seedGke/examples.ts'

const missing = benches.gke.missing()
const has = (program: string, ...args: readonly string[]) => spawnSync(program, args).status === 0
const hasKubectl = has('kubectl', 'version', '--client')
const pythons = ['python3', '/usr/bin/python3']
const python = pythons.find((one) => has(one, '-c', 'import contextlib'))
const pythonThatRequests = pythons.find((one) => has(one, '-c', 'import requests'))

test.skipIf(missing !== null)(
  `the GKE examples of the seeds work as they stand, on the gke backend of npm start (skipped: ${missing})`,
  { timeout: 180_000 },
  async () => {
    const state = newStateDirectory()
    for (const text of [seed.environment, seed.configuration]) exported(text)
    const cloud = await npmStart(state, ['--backend', 'gke'])
    vi.unstubAllEnvs()
    const typed = typist(cloud, state)

    if (pythonThatRequests) {
      const said = await typed(pythonThatRequests, '-c', seed.pythonCreates)
      const [, id] = /^GKE Pod created: (sess\w+)\n$/.exec(said) ?? []
      const { body: session } = await ask(cloud, 'GET', `/v1/sessions/${id}`)
      expect(session).toMatchObject({
        provider: 'gke',
        status: 'running',
        details: { image: 'python:3.12-slim', namespace: expect.stringMatching(/^onmemos-acct/) },
      })
      expect(session.details.note).toBeUndefined()
    }
    const { body: session } = await ask(cloud, 'POST', '/v1/sessions?wait=60', wish)
    expect(session).toMatchObject({ status: 'running', details: { image: 'alpine:latest' } })
    const { pod_name: pod, namespace } = session.details

    if (hasKubectl) {
      const [context] = seed.configuration.split('\n').slice(-2)
      expect(await typed('bash', '-c', String(context))).toBe('onmemos-local\n')
      const said = await typed(
        'bash',
        '-c',
        seed.podNotReady.replace('<pod-name>', pod).replace('<namespace>', namespace),
      )
      expect(said).toMatch(new RegExp(`^${namespace} +${pod} +1/1 +Running`, 'm'))
      expect(said).toMatch(/^Status: +Running$/m)
    }

    const path = seed.shellSocket
      .replace('ws://host', cloud.publicUrl.replace('http', 'ws'))
      .replace('{session_id}', session.id)
      .replace('{ns}', namespace)
      .replace('{pod}', pod)
      .replace('{passport}', cloud.key)
    const socket = await connectJson(path)
    socket.say({ type: 'command', command: 'python --version; echo in $NAMESPACE' })
    const { stdout } = await socket.until('command_result')
    expect(stdout).toMatch(/^Python 3\..*\nin research\n$/)
    socket.close()

    if (python) {
      expect(await typed(python, '-c', seed.pythonContext)).toBe('GPU info: \n')
      const trained = await typed(python, '-c', seed.pythonTrains)
      const [, id] = /\nSession (\w+) ready for training\./.exec(trained) ?? []
      expect(trained.match(/^Setup: /gm)).toHaveLength(4)
      expect((await ask(cloud, 'GET', `/v1/sessions/${id}`)).body.status).toBe('running')
    }

    const all = family(cloud.pid)
    cloud.kill('SIGINT')
    expect(await cloud.ended).toBe(0)
    expect(await survivors(all)).toEqual([])
  },
)

const wish = { provider: 'gke', template: 'base', namespace: 'research' }

/** What `export` lines say, for what is started next. */
function exported(text: string) {
  for (const [, name, value] of text.matchAll(/^export (\w+)="(.*)"$/gm)) {
    vi.stubEnv(name ?? '', value)
  }
}

/** Types what stands in the text, with the reader's key and address in it, and answers what that says. */
const typist = (cloud: Running, state: string) => {
  const env = { ...process.env, KUBECONFIG: join(state, 'kubeconfig') }
  const filledIn = (text: string) =>
    text
      .replaceAll('your-api-key', cloud.key)
      .replaceAll('localhost:8080', new URL(cloud.publicUrl).host)
  return async (program: string, ...args: readonly string[]) =>
    (await promisify(execFile)(program, args.map(filledIn), { env })).stdout
}
