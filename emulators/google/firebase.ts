import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type EmulatorName, emulators } from './catalogue.ts'
import { answerOf } from './commands.ts'
import { byVersion, newestJar } from './jars.ts'
import type { Search, Surroundings } from './search.ts'

/** Looks among the emulators that firebase-tools has downloaded. */
export async function inFirebaseCache(name: EmulatorName, env: NodeJS.ProcessEnv): Promise<Search> {
  const cache =
    env.FIREBASE_EMULATORS_PATH ?? join(env.HOME ?? homedir(), '.cache', 'firebase', 'emulators')
  const found = await newestJar(await foldersOf(cache, name), name)
  return found ? { found, looked: [] } : { looked: [cache] }
}

/** A jar lies in the cache itself; what came as an archive lies in a folder named by its version. */
async function foldersOf(cache: string, name: EmulatorName): Promise<string[]> {
  const versions = (await readdir(cache).catch(() => []))
    .filter((entry) => entry.startsWith(emulators[name].component) && !entry.includes('.jar'))
    .filter((entry) => !entry.endsWith('.zip'))
    .sort(byVersion)
    .reverse()
  return [
    cache,
    ...versions.flatMap((version) =>
      emulators[name].firebaseFolders.map((folder) => join(cache, version, folder)),
    ),
  ]
}

/** Has firebase-tools fetch the emulator, which needs the internet and may take minutes. */
export async function downloadByFirebase(
  name: EmulatorName,
  { env, note }: Surroundings,
): Promise<Search> {
  const command = `firebase setup:emulators:${name}`
  const tool = firebaseTool()
  if (!tool) return { looked: [`\`${command}\` (firebase-tools is not installed: npm install)`] }
  note(`downloading ${emulators[name].title} with \`${command}\``)
  const answer = await answerOf(process.execPath, [tool, `setup:emulators:${name}`], env)
  const cache = await inFirebaseCache(name, env)
  if (cache.found) return cache
  return {
    looked: [`\`${command}\`, which failed: ${reasonIn(`${answer.stdout}\n${answer.stderr}`)}`],
  }
}

function firebaseTool(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('firebase-tools/package.json')
    return join(dirname(manifest), 'lib', 'bin', 'firebase.js')
  } catch {
    return undefined
  }
}

const reasonIn = (said: string) => /^Error: (.+)$/m.exec(said)?.[1] ?? said.trim()
