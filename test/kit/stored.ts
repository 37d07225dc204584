import { onTestFinished } from 'vitest'
import { listEntries } from '../../shared/ledger/store.ts'
import { newWorld } from './world.ts'

export const gibibyte = 1_024 ** 3
export const oneBucket = { name: 'data', kind: 'bucket', storage_class: 'standard' }

/** A world with a calendar of its own, whose books are audited when its test ends. */
export async function newStored(start: { credit: number; at: string }) {
  const world = await newWorld({ credit: { ada: start.credit } })
  const { accountId } = world.citizen('ada')
  const ada = world.as('ada')
  let now = start.at
  world.plane.clock = { now: () => now }
  onTestFinished(async () => {
    const { sumMicros, findings } = await world.audit()
    if (sumMicros !== 0 || findings.length > 0) throw new Error(JSON.stringify(findings))
  })
  return {
    ...world,
    accountId,
    on: (at: string) => {
      now = at
    },
    /** Registers a resource that has this size from now on. */
    store: async (bytes: number, more: object = {}) => {
      const wish = { account_id: accountId, ...oneBucket, ...more }
      const id = String((await world.admin.post('/admin/storage', wish)).body.id)
      await world.admin.post(`/admin/storage/${id}/measurements`, { size_bytes: bytes })
      return id
    },
    measure: (id: string, bytes: number, at?: string) =>
      world.admin.post(`/admin/storage/${id}/measurements`, { size_bytes: bytes, at }),
    charge: () => world.run('chargeStorage'),
    grant: (micros: number) => world.admin.post(`/admin/accounts/${accountId}/credits`, { micros }),
    /** What is listed of a resource now. */
    look: async (id: string) =>
      (await ada.get('/v1/storage')).body.storage.find((one: { id: string }) => one.id === id),
    available: async (): Promise<number> =>
      (await ada.get('/v1/billing/balance')).body.available.micros,
    /** What each entry of it took, oldest first, by its day. */
    charges: async (id: string): Promise<readonly [string, number][]> => {
      const filter = { verb: 'storage' as const }
      const page = { limit: 1_000, beforeSeq: null }
      const posted = await listEntries(world.plane.db, accountId, filter, page)
      return posted
        .filter((entry) => entry.id.startsWith(`storage-${id}-`))
        .map((entry): [string, number] => [
          entry.id.slice(`storage-${id}-`.length),
          entry.lines[1]?.micros ?? 0,
        ])
        .reverse()
    },
  }
}
