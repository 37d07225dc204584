import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { nameOf, newRun } from './ground.ts'

const exec = promisify(execFile)
const { run, services, email, ask, close } = await newRun()
const folder = mkdtempSync(join(tmpdir(), 'onmemos-gcloud-'))
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

/** `gcloud run` puts the region before the host's name, so it is sent by way of us as its proxy. */
async function gcloud(...args: string[]) {
  const token = join(folder, 'token')
  writeFileSync(token, 'a-token')
  const all = ['run', ...args, '--format=json', '--quiet', '--project=test', '--region=us-central1']
  const { stdout } = await exec('gcloud', all, {
    env: {
      ...process.env,
      CLOUDSDK_CONFIG: join(folder, 'gcloud'),
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN: 'http://run.emulated.test/',
      CLOUDSDK_PROXY_TYPE: 'http_no_tunnel',
      CLOUDSDK_PROXY_ADDRESS: '127.0.0.1',
      CLOUDSDK_PROXY_PORT: new URL(run.url).port,
      // It asks Service Usage, which is not emulated, whether Cloud Run is switched on.
      CLOUDSDK_CORE_SHOULD_PROMPT_TO_ENABLE_API: 'false',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    },
  })
  return JSON.parse(stdout || '{}')
}

const hasGcloud = spawnSync('gcloud', ['--version']).status === 0

test.skipIf(!hasGcloud)(
  'what gcloud deploys serves, is seen by both faces, and is deleted by it',
  async () => {
    const deploy = ['deploy', 'first', '--image=hello', '--no-allow-unauthenticated']
    const made = await gcloud(...deploy, '--set-env-vars=WHO=ada', '--max-instances=1')
    const [service] = await services.getService({ name: nameOf('first') })
    expect(service).toMatchObject({
      uri: made.status.url,
      template: { scaling: { maxInstanceCount: 1 } },
    })
    const member = `serviceAccount:${email}`
    const invoke = ['add-iam-policy-binding', 'first', `--member=${member}`]
    await gcloud('services', ...invoke, '--role=roles/run.invoker')
    expect(JSON.parse((await ask(made.status.url)).text).WHO).toBe('ada')
    const listed = await gcloud('services', 'list')
    expect(listed.map((one: typeof made) => one.metadata.name)).toEqual(['first'])
    await gcloud('services', 'delete', 'first')
    await expect(services.getService({ name: nameOf('first') })).rejects.toMatchObject({
      code: 404,
    })
  },
  180_000,
)

test.skipIf(!hasGcloud)(
  'a container that is not well is what gcloud says it is',
  async () => {
    await expect(
      gcloud('deploy', 'mute', '--image=nothing', '--no-allow-unauthenticated'),
    ).rejects.toThrow(/Image 'nothing' not found/)
  },
  60_000,
)
