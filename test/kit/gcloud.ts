import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** Whether a program of the Google Cloud CLI is on this machine. */
export const isInstalled = (program: 'gcloud' | 'gsutil') =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

export const hasGcloud = isInstalled('gcloud')

/** Google's own command line against emulators: `settings` says where they are. Nothing is kept of it. */
export function newGcloud(settings: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-gcloud-'))
  const token = join(folder, 'token')
  writeFileSync(token, 'a-token')
  const env = {
    ...process.env,
    CLOUDSDK_CONFIG: join(folder, 'gcloud'),
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
    CLOUDSDK_CORE_PROJECT: 'test',
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    // It asks Service Usage, which is not emulated, whether an API is switched on.
    CLOUDSDK_CORE_SHOULD_PROMPT_TO_ENABLE_API: 'false',
    ...settings,
  }
  return {
    /** Where it keeps what it knows, and where a test may put files for it. */
    folder,
    /** What it prints as JSON; null where it prints nothing. */
    async run(...args: string[]) {
      const { stdout } = await exec('gcloud', [...args, '--format=json', '--quiet'], { env })
      return JSON.parse(stdout || 'null')
    },
    /** What a line prints, as it would be typed. */
    typed: async (line: string) => (await exec('bash', ['-c', line], { env })).stdout,
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** `gcloud run` puts the region before the host's name, so it is sent by way of us as its proxy. */
export const toCloudRun = (url: string) => ({
  CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN: 'http://run.emulated.test/',
  CLOUDSDK_PROXY_TYPE: 'http_no_tunnel',
  CLOUDSDK_PROXY_ADDRESS: '127.0.0.1',
  CLOUDSDK_PROXY_PORT: new URL(url).port,
})
