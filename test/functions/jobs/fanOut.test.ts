import { expect, test } from 'vitest'
import { counting } from '../../../bench/kit/counting.ts'
import { Counts } from '../../../bench/kit/counts.ts'
import { consume } from '../../../functions/consume.ts'
import { jobs, workers } from '../../../functions/index.ts'
import { accounts, newAccount } from '../../../shared/accounts/account.ts'
import type { SweepBatch } from '../../../shared/contract/topics.ts'
import { read } from '../../../shared/firestore/collection.ts'
import { begin, open } from '../../../shared/ledger/lease.ts'
import { posted } from '../../../shared/ledger/posted.ts'
import { listEntries } from '../../../shared/ledger/store.ts'
import { grant } from '../../../shared/ledger/verbs.ts'
import type { Plane } from '../../../shared/plane.ts'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'
import { newWorld } from '../../kit/world.ts'

const accountCount = 2 * limits.sweepBatchAccounts + 10

/** So many accounts with a running session each. */
async function crowd(plane: Plane, ids: readonly string[]) {
  const at = plane.clock.now()
  for (const id of ids) {
    await plane.transact(id, async (tx) => {
      const account = async () => (await tx.get(accounts, id)) ?? newAccount(id, at)
      await tx.create(accounts, id, await account())
      const fact = { id: `grant-${id}`, accountId: id, at, note: 'granted', expiresAt: null }
      await posted(tx, grant(fact, 1_000_000))
      const lease = { sessionId: `of-${id}`, backend: 'local', rateMicrosPerHour: 45_000 } as const
      await open(tx, await account(), { ...lease, at, expiresAt: plusSeconds(at, 36_000) })
      begin(tx, await account(), `of-${id}`, at)
    })
  }
}

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
  const ids = Array.from({ length: accountCount }, (_, n) => `acct-${n}`)
  await crowd(plane, ids)
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
        ids.map(
          async (id) => (await read(plane.db, accounts, id))?.live[`of-${id}`]?.lease_ends_at,
        ),
      ),
  }
}

test('many that are due are handed on; batches repeated, out of order or lost do no harm', async () => {
  const { plane, batches, sweep, deliver, holds, leases } = await crowded()
  expect(await sweep()).toEqual({ renewed: 0, ended: 0, batches: 3 })
  expect(batches.map(({ account_ids: ids }) => ids.length)).toEqual([50, 50, 10])
  expect(new Set(batches.flatMap(({ account_ids: ids }) => ids)).size).toBe(accountCount)

  const [lost, first, second] = batches.splice(0)
  if (!lost || !first || !second) throw new Error('there were three')
  expect(await Promise.all([second, first, second].map(deliver))).toEqual([204, 204, 204])
  expect(await deliver(first)).toBe(204)
  const paid = await holds()
  expect(paid.filter((count) => count === 2)).toHaveLength(60)
  expect(paid.filter((count) => count === 1)).toHaveLength(lost.account_ids.length)

  // The next tick finds those of the lost one, and does so few itself.
  expect(await sweep()).toEqual({ renewed: 50, ended: 0, batches: 0 })
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
  await sweep()
  expect(batches.flatMap(({ account_ids: ids }) => ids)).toHaveLength(accountCount)
})

test.each([0, 5])(
  'a tick with nothing due reads one document where %i sessions run',
  async (count) => {
    const { plane, run } = await newWorld()
    await crowd(
      plane,
      Array.from({ length: count }, (_, n) => `acct-${n}`),
    )
    const counts = new Counts()
    counting(plane.db, counts)
    await run('sweep')
    expect(counts.take()).toMatchObject({ reads: 1, writes: 0 })
  },
)
