import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { benches } from '../conformance/backends/index.ts'
import { type Ground, newGround } from '../conformance/ground.ts'
import { newCloudRun } from '../kit/cloudRun.ts'
import { newProjectId } from '../kit/database.ts'
import { liveDeployment, problemsOf } from './benches.ts'
import { costMax } from './cost.ts'

const run = promisify(execFile)

test('it does not begin before all is said, and says what is missing', async () => {
  const args = ['--import', 'tsx', 'tools/conformance.ts', '--live', '--provider', 'cloud_run']
  const { PATH, HOME } = process.env
  const env = { PATH, HOME: `${HOME}/nobody`, METADATA_SERVER_DETECTION: 'none' }
  const refused = await run(process.execPath, args, { env }).catch((cause) => cause)
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  for (const what of ['PROJECT_ID', 'ONMEMOS_CLOUD_RUN_IMAGE', 'GOOGLE_APPLICATION_CREDENTIALS']) {
    expect(refused.stderr).toContain(what)
  }
})

test.each([
  ['local', {}, [/leave --live out/]],
  ['docker', {}, [/ONMEMOS_DOCKER_HOST/]],
  ['docker', { ONMEMOS_DOCKER_HOST: '/run/docker.sock' }, []],
  [
    'gke',
    { PROJECT_ID: 'p', GKE_CLUSTER: 'url', ONMEMOS_GOOGLE_CREDENTIALS: 'none' },
    [/GKE_AGENT_IMAGE/],
  ],
] as const)('%s with %o lacks %o', async (backend, env, lacks) => {
  const problems = await problemsOf(backend, env)
  expect(problems).toHaveLength(lacks.length)
  for (const [at, words] of lacks.entries()) expect(problems[at]).toMatch(words)
})

test('what it says that it costs grows with its cases, and is small', () => {
  const [one, all] = [costMax('cloud_run', 1), costMax('cloud_run', 19)]
  expect(one).toBeGreaterThan(0)
  expect(all).toBeGreaterThan(one)
  expect(all).toBeLessThan(5_000_000)
})

test('in a project: what an earlier run left goes first, sessions run, and nothing stays', async ({
  skip,
}) => {
  const missing = benches.cloud_run.missing()
  if (missing) return skip(missing)
  const project = await newCloudRun()
  onTestFinished(project.close)
  const projectId = newProjectId()
  const named = { ...project.settings, PROJECT_ID: projectId, CONFORMANCE_LIVE: '1' }
  for (const [name, value] of Object.entries(named)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const services = `${project.run.url}/v2/projects/${projectId}/locations/us-central1/services`
  const names = async () => {
    const { services: found = [] } = Object(await (await fetch(services)).json())
    return found.map(({ name }: { name: string }) => name.split('/').at(-1))
  }
  const labels = {
    'onmemos-deployment': liveDeployment,
    'onmemos-session': 'sessleftover',
    'onmemos-account': 'acctgone',
    'onmemos-turn': '0',
  }
  await fetch(`${services}?serviceId=onmemos-sessleftover`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ labels, template: { labels, containers: [{ image: 'gone' }] } }),
  })
  expect(await names()).toEqual(['onmemos-sessleftover'])
  const ground: Ground = await newGround('cloud_run')
  try {
    expect(await names()).toEqual([])
    const id = await ground.session()
    expect((await ground.sh(id, 'echo live')).stdout).toBe('live\n')
    expect(await names()).toHaveLength(1)
  } finally {
    await ground.close()
  }
  expect(await names()).toEqual([])
}, 120_000)
