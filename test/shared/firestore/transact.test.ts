import { expect, test } from 'vitest'
import * as z from 'zod'
import { collection, read } from '../../../shared/firestore/collection.ts'
import { transactor } from '../../../shared/firestore/transact.ts'
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
  async (tx: Parameters<Parameters<ReturnType<typeof transactor>>[1]>[0]) => {
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
