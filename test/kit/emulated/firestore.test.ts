import { FieldPath, FieldValue, type Firestore } from '@google-cloud/firestore'
import { expect, test } from 'vitest'
import { newDatabase } from '../database.ts'
import { databaseOver } from './database.ts'
import { Documents } from './documents.ts'
import { calm } from './outside.ts'

/** The one suite that both run: what is said here of the stand-in is true of Firestore. */
const databases: readonly [name: string, open: () => Firestore][] = [
  ['the emulator', newDatabase],
  ['the stand-in', () => databaseOver(new Documents(), calm)],
]

/** What a commit came to: nothing, or a status. */
const codeOf = async (committed: Promise<unknown>) => {
  try {
    await committed
    return 0
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? cause.code : 'no code'
  }
}

async function made(db: Firestore, documents: Readonly<Record<string, object>>) {
  const batch = db.batch()
  for (const [path, value] of Object.entries(documents)) batch.create(db.doc(path), value)
  await batch.commit()
}

const timeOf = async (db: Firestore, path: string) => {
  const { updateTime } = await db.doc(path).get()
  if (!updateTime) throw new Error(`${path} is not there`)
  return updateTime
}

test.each(databases)('%s commits all or nothing', async (_, open) => {
  const db = open()
  await made(db, { 'a/1': { n: 1 } })
  const both = db.batch().create(db.doc('a/2'), { n: 2 }).create(db.doc('a/1'), { n: 9 })
  expect(await codeOf(both.commit())).toBe(6)
  expect((await db.doc('a/2').get()).exists).toBe(false)
  expect((await db.doc('a/1').get()).data()).toEqual({ n: 1 })
})

test.each(databases)('%s refuses what was read at another time', async (_, open) => {
  const db = open()
  await made(db, { 'a/1': { n: 1 } })
  const lastUpdateTime = await timeOf(db, 'a/1')
  const update = (path: string) => db.batch().update(db.doc(path), { n: 2 }, { lastUpdateTime })
  const remove = (path: string) => db.batch().delete(db.doc(path), { lastUpdateTime })
  expect(await codeOf(update('a/none').commit())).toBe(9)
  expect(await codeOf(remove('a/none').commit())).toBe(9)
  expect(await codeOf(update('a/1').commit())).toBe(0)
  expect(await codeOf(update('a/1').commit())).toBe(9)
  expect(await codeOf(remove('a/1').commit())).toBe(9)
  expect(await codeOf(db.doc('a/none').update({ n: 1 }))).toBe(5)
  expect(await codeOf(db.doc('a/none').delete())).toBe(0)
  expect((await db.doc('a/1').get()).data()).toEqual({ n: 2 })
})

test.each(databases)('%s says when it wrote, and later means later', async (_, open) => {
  const db = open()
  const [first] = await db.batch().create(db.doc('a/1'), { n: 1 }).commit()
  const before = await timeOf(db, 'a/1')
  expect(first?.writeTime.isEqual(before)).toBe(true)
  await db.doc('a/1').update({ n: 2 })
  const after = await timeOf(db, 'a/1')
  expect(after.valueOf() > before.valueOf()).toBe(true)
})

test.each(databases)('%s updates the fields that are named, and no other', async (_, open) => {
  const db = open()
  await made(db, { 'a/1': { kept: 1, gone: 2, map: { one: 1 } } })
  await db
    .batch()
    .update(db.doc('a/1'), { gone: FieldValue.delete(), map: { two: 2 } })
    .commit()
  expect((await db.doc('a/1').get()).data()).toEqual({ kept: 1, map: { two: 2 } })
  await db.doc('a/1').update({ 'map.three': { n: 3 }, 'other.four': 4 })
  const map = { two: 2, three: { n: 3 } }
  expect((await db.doc('a/1').get()).data()).toEqual({ kept: 1, map, other: { four: 4 } })
})

test.each(databases)('%s stores no undefined', async (_, open) => {
  const db = open()
  await expect(
    (async () => db.batch().create(db.doc('a/1'), { n: undefined }).commit())(),
  ).rejects.toThrow()
})

test.each(databases)('%s reads many at once, those that are not there too', async (_, open) => {
  const db = open()
  await made(db, { 'a/1': { n: 1 } })
  const found = await db.getAll(db.doc('a/none'), db.doc('a/1'))
  expect(found.map(({ ref, exists }) => [ref.path, exists])).toEqual([
    ['a/none', false],
    ['a/1', true],
  ])
})

test.each(databases)('%s tells a listener how it is, and then of each change', async (_, open) => {
  const db = open()
  await made(db, { 'a/1': { n: 1 } })
  const heard: unknown[] = []
  const stop = db.doc('a/1').onSnapshot((snapshot) => heard.push(snapshot.data()?.n))
  await expect.poll(() => heard, { timeout: 20_000 }).toEqual([1])
  await db.doc('a/1').update({ n: 2 })
  await expect.poll(() => heard, { timeout: 20_000 }).toEqual([1, 2])
  stop()
})

test.each(databases)('%s answers queries alike', async (_, open) => {
  const db = open()
  await made(db, {
    'a/1': { due: '2', of: 'x', tags: ['p', 'q'] },
    'a/2': { due: null, of: 'x', tags: [] },
    'a/3': { due: '1', of: 'y', tags: ['q'] },
    'a/4': { due: '2', of: 'y', tags: [] },
    'a/5': { of: 'x', tags: ['q'] },
    'a/6': { due: '3', of: 'x', tags: [] },
    'b/1': { due: '1', of: 'x', tags: [] },
  })
  const all = db.collection('a')
  const id = FieldPath.documentId()
  const queries = {
    all,
    equal: all.where('of', '==', 'x'),
    both: all.where('of', '==', 'x').where('due', '==', '2'),
    isNull: all.where('due', '==', null),
    due: all.where('due', '<=', '2').orderBy('due'),
    inOrderOfItsInequality: all.where('due', '>', '1'),
    within: all.where('of', 'in', ['y', 'z']),
    contains: all.where('tags', 'array-contains', 'q'),
    ordered: all.orderBy('due', 'desc'),
    mixed: all.orderBy('due', 'desc').orderBy(id, 'desc'),
    page: all.orderBy('due', 'desc').orderBy(id, 'desc').startAfter('2', '4').limit(2),
    next: all.where('due', '<=', '3').orderBy('due').orderBy(id).startAfter('2', '1'),
    past: all.orderBy('due').startAfter('1'),
    between: all.orderBy(id).startAt('2').endBefore('5'),
  }
  const answers = Object.entries(queries).map(async ([name, query]) => [
    name,
    (await query.get()).docs.map((document) => document.id).join(' '),
  ])
  expect(Object.fromEntries(await Promise.all(answers))).toEqual({
    all: '1 2 3 4 5 6',
    equal: '1 2 5 6',
    both: '1',
    isNull: '2',
    due: '3 1 4',
    inOrderOfItsInequality: '1 4 6',
    within: '3 4',
    contains: '1 3 5',
    ordered: '6 4 1 3 2',
    mixed: '6 4 1 3 2',
    page: '1 3',
    next: '4 6',
    past: '1 4 6',
    between: '2 3 4',
  })
})
