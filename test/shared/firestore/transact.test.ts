import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { collection, read } from '../../../shared/firestore/collection.ts'
import { type Tx, transactor } from '../../../shared/firestore/transact.ts'
import { newDatabase } from '../../kit/database.ts'

const Counter = z.object({ count: z.int(), note: z.string().optional() })
const counters = collection('counters', Counter, { isHot: true })
const marks = collection('marks', z.object({ by: z.string() }))

const world = async (count = 0) => {
  const db = newDatabase()
  const transact = transactor(db)
  await transact('c', (tx) => tx.create(counters, 'c', { count }))
  return { db, transact }
}

const add =
  (id: string, amount = 1) =>
  async (tx: Tx) => {
    const counter = await tx.get(counters, 'c')
    if (!counter) throw new Error('no counter')
    if (!(await tx.create(marks, id, { by: id }))) return 'again' as const
    if (counter.count + amount < 0) throw new Error('below zero')
    tx.update(counters, 'c', { ...counter, count: counter.count + amount })
    return 'done' as const
  }

test('two hundred operations at once on one document all count', async () => {
  const { db, transact } = await world()
  await Promise.all(Array.from({ length: 200 }, (_, n) => transact('c', add(`m${n}`))))
  expect(await read(db, counters, 'c')).toEqual({ count: 200 })
})

test('several processes on one document lose and double nothing', async () => {
  const { db } = await world()
  const processes = Array.from({ length: 4 }, () => transactor(db))
  await Promise.all(
    processes.flatMap((transact, p) =>
      Array.from({ length: 25 }, (_, n) => transact('c', add(`p${p}m${n}`))),
    ),
  )
  expect(await read(db, counters, 'c')).toEqual({ count: 100 })
})

test('an operation that refuses refuses alone, and leaves nothing behind', async () => {
  const { db, transact } = await world(1)
  const results = await Promise.allSettled([
    transact('c', add('a', -1)),
    transact('c', add('b', -1)),
    transact('c', add('c', 5)),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await read(db, counters, 'c')).toEqual({ count: 5 })
  expect(await read(db, marks, 'b')).toBeUndefined()
})

test('the same operation again is told that it was done', async () => {
  const { db, transact } = await world()
  expect(await transact('c', add('a'))).toBe('done')
  expect(await transact('c', add('a'))).toBe('again')
  expect(await Promise.all([transact('c', add('b')), transact('c', add('b'))])).toEqual([
    'done',
    'again',
  ])
  expect(await read(db, counters, 'c')).toEqual({ count: 2 })
})

test('a refusal never rests on what another process has changed since', async () => {
  const { db, transact } = await world(0)
  await expect(transact('c', add('a', -1))).rejects.toThrow('below zero')
  await transactor(db)('c', add('b', 1))
  expect(await transact('c', add('a', -1))).toBe('done')
})

test('a look at a hot document is never stale', async () => {
  const { db, transact } = await world(0)
  await transactor(db)('c', add('b', 1))
  expect(await transact('c', (tx) => tx.get(counters, 'c'))).toEqual({ count: 1 })
})

test('nobody is refused for what another process has changed since', async () => {
  const { db, transact } = await world(0)
  const take = async (tx: Tx) => {
    const counter = await tx.get(counters, 'c')
    if (!counter?.count) throw new Error('none left')
    tx.update(counters, 'c', { ...counter, count: counter.count - 1 })
  }
  await transactor(db)('c', add('b', 1))
  const results = await Promise.allSettled([transact('c', take), transact('c', take)])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})

test('a field that is gone from the value is gone from the document', async () => {
  const { db, transact } = await world(0)
  await transact('c', async (tx) => {
    await tx.get(counters, 'c')
    tx.update(counters, 'c', { count: 1, note: 'here' })
  })
  await transact('c', async (tx) => {
    await tx.get(counters, 'c')
    tx.update(counters, 'c', { count: 2 })
  })
  expect(await read(db, counters, 'c')).toEqual({ count: 2 })
})

test('a document that can never be written fails its own operation only', async () => {
  const { db, transact } = await world(0)
  const results = await Promise.allSettled([
    transact('c', add('a')),
    transact('c', (tx) => tx.create(marks, 'x'.repeat(2_000), { by: 'too long an id' })),
    transact('c', add('b')),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await read(db, counters, 'c')).toEqual({ count: 2 })
})

test('a look is never stale, whatever else its group writes', async () => {
  const { db, transact } = await world(0)
  await transactor(db)('c', add('b', 1))
  const [look] = await Promise.all([
    transact('c', (tx) => tx.get(counters, 'c')),
    transact('c', (tx) => tx.create(marks, 'other', { by: 'other' })),
  ])
  expect(look).toEqual({ count: 1 })
})

test('nothing is refused for what would not be done again anyway', async () => {
  const { transact } = await world(1)
  const spend = (tx: Tx) => add('spent', -1)(tx)
  expect(await transact('c', spend)).toBe('done')
  // Now there is nothing left to spend; it is told again, and is not short of anything.
  expect(await transact('c', spend)).toBe('again')
})

test('what refuses leaves what others changed before it', async () => {
  const { db, transact } = await world(0)
  const results = await Promise.allSettled([
    transact('c', add('a', 3)),
    transact('c', async (tx) => {
      await add('b', 4)(tx)
      throw new Error('second thoughts')
    }),
    transact('c', add('c', 5)),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await read(db, counters, 'c')).toEqual({ count: 8 })
})

test('a document deleted and made again in one transaction is there', async () => {
  const { db, transact } = await world(7)
  await transact('c', async (tx) => {
    await tx.get(counters, 'c')
    tx.delete(counters, 'c')
    expect(await tx.get(counters, 'c')).toBeUndefined()
    expect(await tx.create(counters, 'c', { count: 1 })).toBe(true)
  })
  expect(await read(db, counters, 'c')).toEqual({ count: 1 })
})

test('a document is not replaced by who has not read it', async () => {
  const { transact } = await world(7)
  const blind = transact('c', async (tx) => tx.update(counters, 'c', { count: 0 }))
  await expect(blind).rejects.toThrow('was not read')
})

test('those who share a document take turns, and leave no trace of it', async () => {
  const { db } = await world(0)
  const until = Date.now() + 2_000
  const counts = await Promise.all(
    Array.from({ length: 4 }, async (_, p) => {
      const transact = transactor(db)
      let n = 0
      for (; Date.now() < until; n += 5) {
        await Promise.all(Array.from({ length: 5 }, (_, k) => transact('c', add(`p${p}m${n + k}`))))
      }
      return n
    }),
  )
  const all = counts.reduce((sum, count) => sum + count, 0)
  expect(await read(db, counters, 'c')).toEqual({ count: all })
  expect(Math.min(...counts), `${counts}`).toBeGreaterThan(Math.max(...counts) / 8)

  await sleep(2_100)
  const alone = transactor(db)
  await alone('c', add('alone'))
  await alone('c', add('still alone'))
  expect((await db.doc('counters/c').get()).data()).toEqual({ count: all + 2 })
})
