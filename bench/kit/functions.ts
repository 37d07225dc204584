import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onFreePort } from '../../emulators/keeper/ports.ts'
import { newSecret } from '../../shared/platform/ids.ts'
import { bundleFunctions, type Entry, entries } from '../../tools/bundles.ts'
import type { Run } from './bench.ts'
import { folderAmongUs } from './folder.ts'
import { startNode } from './process.ts'

/** Bundles functions as `npm run build` does, and answers the folder of each by its name. */
export async function bundled(run: Run, chosen: readonly Entry[]) {
  const folder = folderAmongUs(run)
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  await bundleFunctions(folder, chosen)
  return (name: string) => join(folder, name)
}

/** As it is deployed. */
export function deployed(name: string): Entry {
  const found = entries().find((entry) => entry.name === name)
  if (!found) throw new Error(`there is no function ${name}`)
  return found
}

/** The bench's own route as a function. */
export const probe: Entry = {
  name: 'probe',
  source: `
    import { registerRoute } from './functions/register.ts'
    import handler from './bench/servers/probe.ts'
    registerRoute('probe', handler)
  `,
}

/** What starts a server, but for the port it is told. */
export interface Program {
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

export const framework = (target: string, source: string): Program => ({
  args: ['node_modules/.bin/functions-framework', `--target=${target}`, `--source=${source}`],
})

export const serverPath = (name: string) =>
  fileURLToPath(new URL(`../servers/${name}`, import.meta.url))

/** Settings of a control plane in another process. */
export const settings = (projectId: string, firestoreHost: string): NodeJS.ProcessEnv => ({
  PROJECT_ID: projectId,
  FIRESTORE_EMULATOR_HOST: firestoreHost,
  METADATA_SERVER_DETECTION: 'none',
  PUBLIC_URL: 'http://127.0.0.1',
  ONMEMOS_INTERNAL_API_KEY: newSecret(),
  ONMEMOS_SESSION_SECRET: newSecret(),
})

export const start = (run: Run, { args, env }: Program) =>
  onFreePort(undefined, async (port) => ({
    port,
    child: startNode(run, args, { ...env, PORT: String(port) }),
  }))
