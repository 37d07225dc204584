import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { makeBucket } from '../../emulators/storage/makeBucket.ts'
import { openStorage } from '../../emulators/storage/server.ts'
import { bucketDepot } from '../../shared/archives/bucket.ts'
import type { Depot } from '../../shared/archives/depot.ts'
import { newWorld } from './world.ts'

/** A world with a bucket for files, and a session in it whose files a test may write and read. */
export async function newKeeping(credit: Readonly<Record<string, number>> = { ada: 1 }) {
  const world = await newWorld({ credit })
  const directory = mkdtempSync(join(tmpdir(), 'onmemos-bucket-'))
  const storage = await openStorage(directory)
  await makeBucket(storage.url, 'archives')
  onTestFinished(async () => {
    await storage.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const depot: Depot = bucketDepot({
    bucket: 'archives',
    projectId: world.projectId,
    apiEndpoint: storage.url,
  })
  world.plane.depot = depot
  const ada = world.as('ada')
  const sh = async (id: string, command: string) =>
    (await ada.post(`/v1/sessions/${id}/execute`, { command })).body
  return {
    ...world,
    ada,
    storage,
    depot,
    sh,
    /** A running session, in which a command was run. */
    session: async (command = 'true', more: object = {}): Promise<string> => {
      const made = await ada.post('/v1/sessions', { provider: 'local', ...more })
      const id = String(made.body.id)
      await sh(id, command)
      return id
    },
    look: async (id: string) => (await ada.get(`/v1/sessions/${id}`)).body,
    pause: (id: string) => ada.post(`/v1/sessions/${id}/pause`),
    resume: (id: string) => ada.post(`/v1/sessions/${id}/resume?wait=60`),
    events: async (id: string): Promise<string[]> =>
      (await ada.get(`/v1/sessions/${id}/events`)).body.events.map(
        ({ type }: { type: string }) => type,
      ),
    /** The names of all objects in the bucket. */
    objects: async (): Promise<string[]> => {
      const listed = await fetch(`${storage.url}/storage/v1/b/archives/o`)
      const { items } = Object(await listed.json())
      return items.map(({ name }: { name: string }) => name)
    },
    /** That nobody's money is wrong, no box is left over and no draft lies about. */
    clean: async () => ({
      ...(await world.audit()),
      boxes: (await world.plane.providers.local.list()).map(({ sessionId }) => sessionId),
    }),
  }
}
export type Keeping = Awaited<ReturnType<typeof newKeeping>>
