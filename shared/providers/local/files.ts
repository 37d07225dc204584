import { readFile, rename, writeFile } from 'node:fs/promises'
import type * as z from 'zod'

/** Written whole or not at all, readable by us alone. */
export async function writeWhole(path: string, value: unknown): Promise<void> {
  const draft = `${path}.${process.pid}`
  await writeFile(draft, JSON.stringify(value), { mode: 0o600 })
  await rename(draft, path)
}

/** Nothing where there is no such file. */
export async function readParsed<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<z.output<S> | undefined> {
  const text = await readIfThere(path)
  return text === undefined ? undefined : schema.parse(JSON.parse(text))
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
