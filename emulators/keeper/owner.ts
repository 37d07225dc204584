import { renameSync, writeFileSync } from 'node:fs'
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { birthOf } from './birth.ts'

const Process = z.object({ pid: z.number(), birth: z.string() })

/** Who is written in a lock: a keeper, and whoever started it. */
export const Owner = z.object({
  keeper: Process,
  starter: Process,
  since: z.string(),
  isLeaving: z.boolean(),
})
export type Owner = z.output<typeof Owner>

export const self = async (): Promise<Owner> => ({
  keeper: { pid: process.pid, birth: (await birthOf(process.pid)) ?? '' },
  starter: { pid: process.ppid, birth: (await birthOf(process.ppid)) ?? '' },
  since: new Date().toISOString(),
  isLeaving: false,
})

export const isAlive = async ({ pid, birth }: z.output<typeof Process>) =>
  (await birthOf(pid)) === birth

/** Writes a lock where none is. A link appears whole or not at all, and only where nothing is. */
export async function claim(path: string, me: Owner): Promise<boolean> {
  const mine = aside(path)
  await writeFile(mine, JSON.stringify(me))
  try {
    await link(mine, path)
    return true
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'EEXIST') return false
    throw failure
  } finally {
    await unlink(mine)
  }
}

export function replace(path: string, owner: Owner): void {
  writeFileSync(aside(path), JSON.stringify(owner))
  renameSync(aside(path), path)
}

export async function ownerOf(path: string): Promise<Owner | undefined> {
  const written = await readFile(path, 'utf8').catch(() => undefined)
  return written === undefined ? undefined : Owner.parse(JSON.parse(written))
}

/** Moved aside first: if another start took it meanwhile, what we hold is theirs and goes back. */
export async function removeDead(path: string, dead: Owner): Promise<void> {
  await rename(path, aside(path)).catch(() => undefined)
  const moved = await ownerOf(aside(path))
  if (moved && moved.since !== dead.since) await link(aside(path), path).catch(() => undefined)
  await unlink(aside(path)).catch(() => undefined)
}

const aside = (path: string) => `${path}.${process.pid}`
