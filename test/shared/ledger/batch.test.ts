import type { Firestore } from '@google-cloud/firestore'
import { expect, test } from 'vitest'
import { type Account, accounts, newAccount } from '../../../shared/accounts/account.ts'
import { read } from '../../../shared/firestore/collection.ts'
import { transactor } from '../../../shared/firestore/transact.ts'
import { auditBooks } from '../../../shared/ledger/audit.ts'
import { createBatch } from '../../../shared/ledger/batch.ts'
import type { Entry } from '../../../shared/ledger/entry.ts'
import { begin, open, renew } from '../../../shared/ledger/lease.ts'
import { booked, post } from '../../../shared/ledger/post.ts'
import { entriesOf, listEntries } from '../../../shared/ledger/store.ts'
import { extendHold, grant, settle } from '../../../shared/ledger/verbs.ts'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { newDatabase } from '../../kit/database.ts'
import { noon } from './account.ts'

const at = (seconds: number) => plusSeconds(noon, seconds)
const sessionIds = ['s1', 's2', 's3']

/** Three sessions that began at noon and are renewed together after 200 s and after 400 s. */
async function renewedTwice() {
  const db = newDatabase()
  const transact = transactor(db)
  const change = (
    work: (tx: Parameters<Parameters<typeof transact>[1]>[0], account: Account) => unknown,
  ) => transact('a', async (tx) => work(tx, (await tx.get(accounts, 'a')) ?? newAccount('a', noon)))
  await transact('a', (tx) => tx.create(accounts, 'a', newAccount('a', noon)))
  const fact = { id: 'grant-1', accountId: 'a', at: noon, note: 'n', expiresAt: null }
  await change((tx, account) => post(tx, account, grant(fact, 1_000_000)))
  for (const sessionId of sessionIds) {
    const lease = { sessionId, backend: 'local', rateMicrosPerHour: 45_000, at: noon } as const
    await change((tx, account) => open(tx, account, { ...lease, expiresAt: at(9_000) }))
    await change((tx, account) => begin(tx, account, sessionId, noon))
  }
  for (const seconds of [200, 400]) {
    await change((tx, account) => renew(tx, account, sessionIds, at(seconds)))
  }
  return { db, change }
}

const idsOf = (entries: readonly Entry[]) => entries.map(({ id }) => id)

test('however many sessions are renewed at once, it is one document', async () => {
  const { db } = await renewedTwice()
  const { size } = await db.collection('entries').get()
  expect(size).toBe(1 + sessionIds.length + 2)
  expect((await read(db, accounts, 'a'))?.entries).toBe(1 + 3 + 12)
  expect(await auditBooks(db)).toMatchObject({ entries: 16, sumMicros: 0, findings: [] })
})

test('a session has its own entries of it, and no others', async () => {
  const { db } = await renewedTwice()
  expect(idsOf(await entriesOf(db, 's2'))).toEqual([
    'hold-s2-0',
    'extend_hold-s2-1',
    'settle-s2-1',
    'extend_hold-s2-2',
    'settle-s2-2',
  ])
})

test('a list has all that it is asked for once, whatever its pages', async () => {
  const { db } = await renewedTwice()
  const counts = [
    [{}, 16],
    [{ verb: 'settle' }, 6],
    [{ verb: 'grant' }, 1],
    [{ verb: 'refund' }, 0],
    [{ sessionId: 's3' }, 5],
    [{ sessionId: 's3', verb: 'extend_hold' }, 2],
    [{ sessionId: 's3', verb: 'hold' }, 1],
    [{ sessionId: 's4' }, 0],
  ] as const
  for (const [filter, count] of counts) {
    const whole = await listEntries(db, 'a', filter, { limit: 100, beforeSeq: null })
    const numbers = whole.map(({ seq }) => seq)
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => other - one))
    expect([filter, numbers.length]).toEqual([filter, count])
    for (const limit of [1, 4]) expect(await inPages(db, filter, limit)).toEqual(whole)
  }
})

async function inPages(db: Firestore, filter: Parameters<typeof listEntries>[2], limit: number) {
  const paged: Entry[] = []
  for (let beforeSeq: number | null = null; ; ) {
    const page = await listEntries(db, 'a', filter, { limit, beforeSeq })
    paged.push(...page)
    beforeSeq = page.at(-1)?.seq ?? null
    if (page.length < limit || beforeSeq === null) return paged
  }
}

test('a batch that is told again counts once; with other content it is refused', async () => {
  const { db, change } = await renewedTwice()
  const before = await read(db, accounts, 'a')
  const fact = { accountId: 'a', sessionId: 's1', at: at(450), note: 'n', turn: 3 }
  const drafts = [extendHold(fact, 50), settle(fact, 20)]
  const tell = (told: typeof drafts) =>
    change(async (tx, account) => {
      // Whoever tells it again has the account as it was before.
      const isNew = before && (await createBatch(tx, before, told))
      if (isNew) tx.update(accounts, 'a', told.reduce(booked, account))
      return isNew
    })
  expect(await tell(drafts)).toBe(true)
  const after = await read(db, accounts, 'a')
  expect(await tell(drafts)).toBe(false)
  await expect(tell([extendHold(fact, 51)])).rejects.toMatchObject({ code: 'idempotency_conflict' })
  expect(await read(db, accounts, 'a')).toEqual(after)
})

test('an entry that is in two batches is found by the audit', async () => {
  const { db, change } = await renewedTwice()
  await change(async (tx, account) => {
    const again = settle({ accountId: 'a', sessionId: 's1', at: at(450), note: 'n', turn: 2 }, 5)
    await createBatch(tx, account, [again])
    tx.update(accounts, 'a', booked(account, again))
  })
  const problems = (await auditBooks(db)).findings.map(({ problem }) => problem)
  expect(problems).toContain('settle-s1-2 is there more than once')
})
