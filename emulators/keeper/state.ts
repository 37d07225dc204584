import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Circumstances } from './circumstances.ts'
import { newestExport, replaceExport } from './exports.ts'
import { exportInto, importFrom } from './firestore.ts'
import { takeLock } from './lock.ts'
import type { Errand } from './protocol.ts'

/** What survives a restart. */
export interface State {
  restore(firestoreHost: string): Promise<void>
  save(firestoreHost: string): Promise<void>
}

export const keepsNothing: State = { restore: async () => {}, save: async () => {} }

/** Claims a state directory for this process and reads and writes a project's documents in it. */
export async function openState(
  stateDirectory: string,
  { projectId, isFresh }: Pick<Errand, 'projectId' | 'isFresh'>,
  around: Pick<Circumstances, 'abandoned' | 'note'>,
): Promise<State> {
  const directory = resolve(stateDirectory)
  await mkdir(directory, { recursive: true })
  await takeLock(directory, around)
  // Only now: before, it was perhaps another's.
  if (isFresh) await empty(directory)
  const folder = join(directory, 'firestore', projectId)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return {
    async restore(host) {
      const newest = await newestExport(folder)
      if (newest) await importFrom(newest, host, projectId)
    },
    save: (host) => replaceExport(folder, (empty) => exportInto(empty, host, projectId)),
  }
}

async function empty(directory: string) {
  const kept = (await readdir(directory)).filter((name) => !name.startsWith('lock'))
  for (const name of kept) await rm(join(directory, name), { recursive: true })
}
