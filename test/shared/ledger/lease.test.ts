import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accounts, newAccount } from '../../../shared/accounts/account.ts'
import { read } from '../../../shared/firestore/collection.ts'
import { transactor } from '../../../shared/firestore/transact.ts'
import { auditBooks } from '../../../shared/ledger/audit.ts'
import { close } from '../../../shared/ledger/bill.ts'
import { begin, open, prolong, renew } from '../../../shared/ledger/lease.ts'
import { post } from '../../../shared/ledger/post.ts'
import { grant } from '../../../shared/ledger/verbs.ts'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { costOf } from '../../../shared/pricing/rate.ts'
import { newDatabase } from '../../kit/database.ts'

const noon = '2026-01-01T12:00:00.000Z'
const at = (seconds: number) => plusSeconds(noon, seconds)
const rate = 45_000
const sessionId = 'sess1'

/** An account with so many micro-credits, and the moments of one session's lease on it. */
async function newBooks(micros: number, ttlSeconds = 3_600) {
  const db = newDatabase()
  const transact = transactor(db)
  const change = <T>(
    work: (
      tx: Parameters<Parameters<typeof transact>[1]>[0],
      account: ReturnType<typeof newAccount>,
    ) => Promise<T> | T,
  ) =>
    transact('a', async (tx) => {
      const account = await tx.get(accounts, 'a')
      if (!account) throw new Error('no account')
      return work(tx, account)
    })
  await transact('a', (tx) => tx.create(accounts, 'a', newAccount('a', noon)))
  if (micros > 0) {
    const fact = { id: 'grant-1', accountId: 'a', at: noon, note: 'to begin with', expiresAt: null }
    await change((tx, account) => post(tx, account, grant(fact, micros)))
  }
  const lease = {
    sessionId,
    backend: 'local' as const,
    rateMicrosPerHour: rate,
    at: noon,
    expiresAt: at(ttlSeconds),
  }
  return {
    db,
    open: () => change((tx, account) => open(tx, account, lease)),
    begin: (s: number) => change((tx, account) => begin(tx, account, sessionId, at(s))),
    renew: (s: number) => change((tx, account) => renew(tx, account, [sessionId], at(s))),
    prolong: (s: number) =>
      change((tx, account) => prolong(tx, account, sessionId, { expiresAt: at(s), at: noon })),
    close: (s: number) => change((tx, account) => close(tx, account, sessionId, at(s))),
    balance: async () => (await read(db, accounts, 'a'))?.balance,
    meter: async () => (await read(db, accounts, 'a'))?.live[sessionId],
    audit: () => auditBooks(db),
  }
}

const firstLease = costOf(limits.leaseSeconds, rate)

test('nothing starts that its first lease is not paid for', async () => {
  const books = await newBooks(firstLease - 1)
  await expect(books.open()).rejects.toMatchObject({
    code: 'insufficient_credits',
    facts: { missing_micros: 1, available_micros: firstLease - 1 },
  })
  expect(await books.balance()).toMatchObject({ available: firstLease - 1, held: 0 })
})

test('time before the box runs is free', async () => {
  const books = await newBooks(firstLease)
  await books.open()
  await books.close(60)
  expect(await books.balance()).toMatchObject({ available: firstLease, held: 0, spent: 0 })
})

test('a begun second counts, an unused one comes back', async () => {
  const books = await newBooks(1_000_000)
  await books.open()
  await books.begin(3)
  const bill = await books.close(13.2)
  expect(bill).toMatchObject({ billedSeconds: 11, charged: costOf(11, rate) })
  expect(await books.balance()).toMatchObject({
    available: 1_000_000 - bill.charged,
    held: 0,
    spent: bill.charged,
  })
})

test('a session found late is never charged past its lease', async () => {
  const books = await newBooks(1_000_000)
  await books.open()
  await books.begin(0)
  expect(await books.close(100_000)).toMatchObject({
    billedSeconds: limits.leaseSeconds,
    charged: firstLease,
  })
})

test('credits that do not reach for a whole lease buy a shorter one, to the second', async () => {
  const books = await newBooks(firstLease + costOf(40, rate))
  await books.open()
  await books.begin(0)
  await books.renew(200)
  expect((await books.meter())?.lease_ends_at).toBe(at(340))
  await books.renew(250)
  // Tried again soon: credits may come in before it ends.
  expect((await books.meter())?.due_at).toBe(at(280))
  await books.renew(320)
  expect((await books.meter())?.due_at).toBe(at(340))
  expect((await books.balance())?.available).toBeLessThan(costOf(1, rate) + 1)
})

test('a lease never goes past the time to live, and follows when that is prolonged', async () => {
  const books = await newBooks(1_000_000, 400)
  await books.open()
  await books.begin(0)
  await books.renew(200)
  expect(await books.meter()).toMatchObject({ lease_ends_at: at(400), due_at: at(400) })
  await books.prolong(1_000)
  expect((await books.meter())?.due_at).toBe(at(400 - limits.leaseRenewalLeadSeconds))
  await books.renew(300)
  expect((await books.meter())?.lease_ends_at).toBe(at(600))
})

test('however often it is renewed, a session costs its seconds at its rate, rounded once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 299 }), { maxLength: 6 }),
      fc.integer({ min: 0, max: 299_000 }),
      async (steps, lastMs) => {
        const books = await newBooks(10_000_000, 86_400)
        await books.open()
        await books.begin(0)
        let now = 0
        for (const step of steps) {
          now += step
          await books.renew(now)
        }
        const end = now + lastMs / 1_000
        const { charged } = await books.close(end)
        expect(charged).toBe(costOf(Math.ceil(end), rate))
        expect(await books.balance()).toMatchObject({ held: 0, spent: charged })
        expect((await books.audit()).findings).toEqual([])
      },
    ),
    { numRuns: 15 },
  )
})

test('an entry told twice counts once; with other content it is refused', async () => {
  const db = newDatabase()
  const transact = transactor(db)
  await transact('a', (tx) => tx.create(accounts, 'a', newAccount('a', noon)))
  const tell = (micros: number, when: string) =>
    transact('a', async (tx) => {
      const account = await tx.get(accounts, 'a')
      if (!account) throw new Error('no account')
      const fact = { id: 'grant-1', accountId: 'a', at: when, note: 'n', expiresAt: null }
      return post(tx, account, grant(fact, micros))
    })
  await tell(5, noon)
  await tell(5, at(9))
  await expect(tell(6, noon)).rejects.toMatchObject({ code: 'idempotency_conflict' })
  expect((await read(db, accounts, 'a'))?.balance.available).toBe(5)
})

test('what a renewal settled for a time when the box had ended already comes back', async () => {
  const books = await newBooks(10_000)
  await books.open()
  await books.begin(0)
  await books.renew(200)
  await books.renew(400)
  expect(await books.close(300)).toMatchObject({ billedSeconds: 300, charged: costOf(300, rate) })
  const spent = costOf(300, rate)
  expect(await books.balance()).toMatchObject({ available: 10_000 - spent, held: 0, spent })
  expect(await books.audit()).toMatchObject({ sumMicros: 0, findings: [] })
})
