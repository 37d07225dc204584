import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The last complete export in a folder of exports. */
export async function newestExport(folder: string): Promise<string | undefined> {
  const number = (await numbersIn(folder)).at(-1)
  return number === undefined ? undefined : join(folder, nameOf(number))
}

/**
 * Writes a new export, and only when it is whole and on disk takes the old ones away. Its name is
 * the mark of being whole: a cut leaves a `partial` that nobody reads and the next one removes.
 */
export async function replaceExport(
  folder: string,
  write: (empty: string) => Promise<void>,
): Promise<void> {
  const old = await numbersIn(folder)
  const partial = join(folder, 'partial')
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  await write(partial)
  await flush(partial)
  await rename(partial, join(folder, nameOf((old.at(-1) ?? 0) + 1)))
  await flushEntry(folder)
  for (const number of old) {
    await rm(join(folder, nameOf(number)), { recursive: true, force: true })
  }
}

const nameOf = (number: number) => `export-${number}`

async function numbersIn(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names
    .flatMap((name) => /^export-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other)
}

async function flush(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true })) {
    await flushEntry(join(folder, entry))
  }
  await flushEntry(folder)
}

async function flushEntry(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
