import { type EmulatorName, emulators, type Found } from './catalogue.ts'
import { downloadByFirebase, inFirebaseCache } from './firebase.ts'
import { fromPath } from './jars.ts'
import { inCloudSdk } from './sdk.ts'
import type { Surroundings } from './search.ts'

/**
 * Where an emulator is: the variable that names it, else the Cloud SDK, else what firebase-tools
 * keeps, else what firebase-tools can download. A variable that is set but wrong is an error, not a
 * reason to look elsewhere.
 */
export async function findEmulator(name: EmulatorName, around: Surroundings): Promise<Found> {
  const { title, variable } = emulators[name]
  const named = around.env[variable]
  if (named) {
    const found = await fromPath(named, name)
    if (found) return found
    throw new Error(`${variable} is ${named}, where ${title} is not: name its jar or its folder`)
  }
  const sdk = await inCloudSdk(name, around.env)
  if (sdk.found) return sdk.found
  const cache = await inFirebaseCache(name, around.env)
  if (cache.found) return cache.found
  const download = await downloadByFirebase(name, around)
  if (download.found) return download.found

  const looked = [`${variable} (not set)`, ...sdk.looked, ...cache.looked, ...download.looked]
  throw new Error(
    [
      `${title} was not found. Install it with \`gcloud components install ${emulators[name].component}\``,
      `(or your package manager), or set ${variable} to its jar. Looked in:`,
      ...looked.map((place) => `  - ${place}`),
    ].join('\n'),
  )
}
