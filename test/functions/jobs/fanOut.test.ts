import { expect, onTestFinished, test } from 'vitest'
import { counting } from '../../../bench/kit/counting.ts'
import { Counts } from '../../../bench/kit/counts.ts'
import { consume } from '../../../functions/consume.ts'
import { planeFrom } from '../../../functions/deps.ts'
import { jobs, workers } from '../../../functions/index.ts'
import { settingsFrom } from '../../../functions/settings.ts'
import { accounts } from '../../../shared/accounts/account.ts'
import type { SweepBatch } from '../../../shared/contract/topics.ts'
import { read } from '../../../shared/firestore/collection.ts'
import { listEntries } from '../../../shared/ledger/store.ts'
import type { Plane } from '../../../shared/plane.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { sweep, sweepBatch } from '../../../shared/sessions/sweep.ts'
import { crowd } from '../../kit/crowd.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'
import { newWorld, settingsOf } from '../../kit/world.ts'

const accountCount = limits.sweepPageAccounts + 60

/** A plane in memory whose batches go where the test takes them. */
async function crowded() {
  const cloud = new EmulatedCloud()
  const batches: SweepBatch[] = []
  const process = cloud.process()
  const plane: Plane = {
    ...process,
    fanOut: async (batch) => void batches.push(batch),
    agent: (...of) => ({ ...process.agent(...of), renew: async (leaseEndsAt) => leaseEndsAt }),
  }
  const ids = await crowd(plane, { accounts: accountCount, sessionsEach: 1 })
  await cloud.advance({ seconds: 200 })
  const page = { limit: 100, beforeSeq: null }
  return {
    plane,
    batches,
    sweep: () => jobs.sweep.run(plane),
    deliver: (batch: SweepBatch) => {
      const data = Buffer.from(JSON.stringify(batch)).toString('base64')
      return consume(workers.sweep, { message: { messageId: '1', data } }, plane)
    },
    /** How often each session's lease was paid for, the first time included. */
    holds: () =>
      Promise.all(
        ids.map(async (id) => {
          const entries = await listEntries(plane.db, id, {}, page)
          return entries.filter(({ verb }) => /hold$/.test(verb)).length
        }),
      ),
    leases: () =>
      Promise.all(
        ids.map(async (id) => (await read(plane.db, accounts, id))?.live[`${id}-0`]?.lease_ends_at),
      ),
  }
}

test('many that are due are handed on; batches repeated, out of order or lost do no harm', async () => {
  const { plane, batches, sweep, deliver, holds, leases } = await crowded()
  // The tick does the first page itself.
  expect(await sweep()).toEqual({ renewed: 100, ended: 0, batches: limits.sweepShards })
  expect(new Set(batches.map(({ shard }) => shard)).size).toBe(limits.sweepShards)
  const [lost, ...told] = batches.splice(0)
  if (!lost) throw new Error('there were many')
  const twice = [...told, ...told].reverse()
  expect(new Set(await Promise.all(twice.map(deliver)))).toEqual(new Set([204]))
  const once = (await holds()).filter((count) => count === 1).length
  expect(once).toBeGreaterThan(0)
  expect(once).toBeLessThan(60)

  // The next tick finds those of the lost one, and does so few itself.
  expect(await sweep()).toEqual({ renewed: once, ended: 0, batches: 0 })
  expect(await deliver(lost)).toBe(204)
  expect(new Set(await holds())).toEqual(new Set([2]))
  for (const lease of await leases()) expect(lease && lease > plane.clock.now()).toBe(true)
})

test('what cannot be handed on is due at the next tick', async () => {
  const { plane, batches, sweep } = await crowded()
  const away = async () => {
    throw new Error('Pub/Sub is away')
  }
  await jobs.sweep.run({ ...plane, fanOut: away })
  expect(batches).toEqual([])
  expect(await sweep()).toEqual({ renewed: 60, ended: 0, batches: 0 })
})

test.each([0, 5])(
  'a tick with nothing due reads one document where %i sessions run',
  async (count) => {
    const { plane, run } = await newWorld()
    await crowd(plane, { accounts: count, sessionsEach: 1 })
    const counts = new Counts()
    counting(plane.db, counts)
    await run('sweep')
    expect(counts.take()).toMatchObject({ reads: 1, writes: 0 })
  },
)

test.each([
  { accounts: 20, sessionsEach: 10 },
  { accounts: 130, sessionsEach: 2 },
])('a sweep of %j, all due, costs a read and two writes an account', async (size) => {
  const world = await newWorld()
  await crowd(world.plane, size)
  world.advance({ seconds: 200 })
  // Another process: it remembers nothing of them.
  const { clock, log } = world.plane
  const real = planeFrom(settingsFrom(settingsOf(world)), { clock, log })
  onTestFinished(() => real.db.terminate())
  const batches: SweepBatch[] = []
  const plane: Plane = {
    ...real,
    fanOut: async (batch) => void batches.push(batch),
    agent: (...of) => ({ ...real.agent(...of), renew: async (leaseEndsAt) => leaseEndsAt }),
  }
  const counts = new Counts()
  counting(plane.db, counts)
  let { renewed } = await sweep(plane)
  for (const batch of batches) renewed += (await sweepBatch(plane, batch)).renewed
  expect(renewed).toBe(size.accounts * size.sessionsEach)
  const { reads, writes } = counts.take()
  expect(reads / size.accounts).toBeLessThanOrEqual(1.1)
  expect(writes / size.accounts).toBeLessThanOrEqual(2.1)
})
