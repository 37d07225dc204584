import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type EmulatorName, emulators } from './catalogue.ts'
import { answerOf, onPath } from './commands.ts'
import { newestJar } from './jars.ts'
import type { Search } from './search.ts'

/** Looks in the `platform` folder of an installed Google Cloud CLI. */
export async function inCloudSdk(name: EmulatorName, env: NodeJS.ProcessEnv): Promise<Search> {
  const root = await cloudSdkRoot(env)
  if (!root) return { looked: ['the Google Cloud CLI (no `gcloud` on PATH)'] }
  const folder = join(root, 'platform', emulators[name].component)
  const found = await newestJar([folder, join(folder, 'lib')], name)
  return found ? { found, looked: [] } : { looked: [folder] }
}

async function cloudSdkRoot(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.CLOUDSDK_ROOT_DIR) return env.CLOUDSDK_ROOT_DIR
  const gcloud = await onPath('gcloud', env)
  if (!gcloud) return undefined
  const root = dirname(dirname(gcloud))
  if (await stat(join(root, 'platform')).catch(() => undefined)) return root
  // A wrapper script lives outside its SDK, and only the SDK itself knows where that is. It takes a second.
  const told = await answerOf(gcloud, ['info', '--format=value(installation.sdk_root)'], env)
  return told.stdout.trim() || root
}
