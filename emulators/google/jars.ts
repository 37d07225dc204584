import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { type EmulatorName, emulators, type Found } from './catalogue.ts'

/** The emulator at a path that a person gave: a jar, a folder, or a launcher script. */
export async function fromPath(path: string, name: EmulatorName): Promise<Found | undefined> {
  const there = await stat(path).catch(() => undefined)
  if (!there) return undefined
  if (there.isDirectory()) return newestJar([path, join(path, 'lib')], name)
  if (extname(path) === '.jar') return { kind: 'jar', path }
  const folder = dirname(await realpath(path))
  const beside = await newestJar([folder, join(folder, '..', 'lib')], name)
  return beside ?? { kind: 'script', path }
}

/** The newest of an emulator's jars in the first of these folders that holds one. */
export async function newestJar(
  folders: readonly string[],
  name: EmulatorName,
): Promise<Found | undefined> {
  for (const folder of folders) {
    const entries = await readdir(folder).catch(() => [])
    const newest = entries
      .filter((entry) => emulators[name].jar.test(entry))
      .sort(byVersion)
      .at(-1)
    if (newest) return { kind: 'jar', path: join(folder, newest) }
  }
  return undefined
}

export const byVersion = (one: string, other: string) =>
  one.localeCompare(other, 'en', { numeric: true })
