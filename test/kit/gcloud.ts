import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

export const hasGcloud = spawnSync('gcloud', ['--version']).status === 0

/** Google's own command line against emulators: `settings` says where they are. Nothing is kept of it. */
export function newGcloud(settings: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-gcloud-'))
  const token = join(folder, 'token')
  writeFileSync(token, 'a-token')
  return {
    /** What it prints as JSON; null where it prints nothing. */
    async run(...args: string[]) {
      const all = [...args, '--format=json', '--quiet', '--project=test']
      const { stdout } = await exec('gcloud', all, {
        env: {
          ...process.env,
          CLOUDSDK_CONFIG: join(folder, 'gcloud'),
          CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
          CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
          // It asks Service Usage, which is not emulated, whether an API is switched on.
          CLOUDSDK_CORE_SHOULD_PROMPT_TO_ENABLE_API: 'false',
          ...settings,
        },
      })
      return JSON.parse(stdout || 'null')
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
