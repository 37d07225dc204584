import { expect, test } from 'vitest'
import * as z from 'zod'
import { collection, read } from '../../../shared/firestore/collection.ts'
import { type Tx, transactor, transactors } from '../../../shared/firestore/transact.ts'
import { newDatabase } from '../../kit/database.ts'

const counters = collection('counters', z.object({ count: z.int() }), { isHot: true })
const marks = collection('marks', z.object({ by: z.string() }))
const ids = ['a', 'b', 'c', 'd']

/** Four counters at 0, as a query answered them, and how often a process commits. */
async function world() {
  const db = newDatabase()
  const others = transactor(db)
  await Promise.all(ids.map((id) => others(id, (tx) => tx.create(counters, id, { count: 0 }))))
  const { docs } = await db.collection(counters.name).get()
  let commits = 0
  const newBatch = db.batch.bind(db)
  db.batch = () => {
    commits += 1
    return newBatch()
  }
  const counts = () => Promise.all(ids.map(async (id) => (await read(db, counters, id))?.count))
  return { db, docs, counts, commits: () => commits, ...transactors(db) }
}

const add = async (tx: Tx, id: string) => {
  const counter = await tx.get(counters, id)
  if (!counter) throw new Error('no counter')
  await tx.create(marks, `${id}${counter.count}`, { by: id })
  tx.update(counters, id, { count: counter.count + 1 })
  return `${id} ${counter.count + 1}`
}

const saidOf = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))

test('what many groups write is one commit, and each is told what its own work gave', async () => {
  const { docs, counts, commits, transact, transactAll } = await world()
  expect(saidOf(await transactAll(docs, add))).toEqual(['a 1', 'b 1', 'c 1', 'd 1'])
  expect(commits()).toBe(1)
  // Whoever goes on alone knows how it stands, without a read or a second try.
  expect(await transact('b', (tx) => add(tx, 'b'))).toBe('b 2')
  expect(commits()).toBe(2)
  expect(await counts()).toEqual([1, 2, 1, 1])
})

test('where one of them was changed meanwhile, each stands by itself, and nothing counts twice', async () => {
  const { db, docs, counts, transactAll } = await world()
  await transactor(db)('c', (tx) => add(tx, 'c'))
  expect(saidOf(await transactAll(docs, add))).toEqual(['a 1', 'b 1', 'c 2', 'd 1'])
  expect(await counts()).toEqual([1, 1, 2, 1])
})

test('of two processes at once with the same answers each counts once', async () => {
  const { db, docs, counts, transactAll } = await world()
  const other = transactors(db)
  await Promise.all([transactAll(docs, add), other.transactAll(docs, add)])
  expect(await counts()).toEqual([2, 2, 2, 2])
})

test('one that refuses refuses alone', async () => {
  const { docs, counts, transactAll } = await world()
  const picky = async (tx: Tx, id: string) => {
    const said = await add(tx, id)
    if (id === 'b') throw new Error('not b')
    return said
  }
  expect(saidOf(await transactAll(docs, picky))).toEqual(['a 1', 'Error: not b', 'c 1', 'd 1'])
  expect(await counts()).toEqual([1, 0, 1, 1])
})

test('an answer that was lost is looked after, not told again', async () => {
  const { db, docs, counts, transactAll } = await world()
  const newBatch = db.batch.bind(db)
  db.batch = () => {
    const batch = newBatch()
    db.batch = newBatch
    const commit = batch.commit.bind(batch)
    batch.commit = async () => {
      await commit()
      throw Object.assign(new Error('UNAVAILABLE'), { code: 14 })
    }
    return batch
  }
  const once = async (tx: Tx, id: string) => {
    const counter = await tx.get(counters, id)
    return counter?.count === 0 ? add(tx, id) : 'done before'
  }
  const said = await transactAll(docs, once)
  expect(new Set(saidOf(said))).toEqual(new Set(['done before']))
  expect(await counts()).toEqual([1, 1, 1, 1])
})

test('a group with operations of its own under way, or that is gone, is no hindrance', async () => {
  const { db, docs, counts, transact, transactAll } = await world()
  await db.doc('counters/d').delete()
  const own = Promise.all([
    transact('a', (tx) => add(tx, 'a')),
    transact('a', (tx) => add(tx, 'a')),
  ])
  const said = saidOf(await transactAll(docs, add))
  await own
  expect(said).toEqual([expect.stringMatching(/^a /), 'b 1', 'c 1', 'Error: no counter'])
  expect(await counts()).toEqual([3, 1, 1, undefined])
})
