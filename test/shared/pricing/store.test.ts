import { expect, test, vi } from 'vitest'
import { transactor } from '../../../shared/firestore/transact.ts'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { priceLists } from '../../../shared/pricing/list.ts'
import { publishPrices } from '../../../shared/pricing/publish.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import { priceBook, priceVersions } from '../../../shared/pricing/store.ts'
import { newDatabase } from '../../kit/database.ts'

const noon = '2026-06-01T12:00:00.000Z'
const at = (seconds: number) => plusSeconds(noon, seconds)
const next = (version: string, seconds: number) => ({
  ...shipped,
  version,
  effective_from: at(seconds),
})

test('an empty database is given the shipped list once, whoever asks', async () => {
  const db = newDatabase()
  const books = [priceBook(db, transactor(db)), priceBook(db, transactor(db))]
  const found = await Promise.all([...books, ...books].map((book) => book(noon)))
  expect(found).toEqual(Array(4).fill(shipped))
  expect((await db.collection(priceLists.name).get()).size).toBe(1)
})

test('a new list is in force from its moment on, also where the versions were read before', async () => {
  const db = newDatabase()
  const transact = transactor(db)
  const book = priceBook(db, transact)
  await book(noon)
  const list = next('v2', limits.priceNoticeSeconds)
  await transact('prices', (tx) => publishPrices(tx, list, noon))
  const versions = [0, 61, limits.priceNoticeSeconds - 1, limits.priceNoticeSeconds]
  const found: string[] = []
  for (const seconds of versions) found.push((await book(at(seconds))).version)
  expect(found).toEqual([shipped.version, shipped.version, shipped.version, 'v2'])
})

test('a thousand prices asked for in a minute cost one read', async () => {
  const db = newDatabase()
  const transact = transactor(db)
  await priceVersions(db, transact)
  const asked = vi.spyOn(db, 'collection')
  const book = priceBook(db, transact)
  for (let second = 0; second < 60; second++) {
    await Promise.all(Array.from({ length: 17 }, () => book(at(second))))
  }
  expect(asked).toHaveBeenCalledTimes(1)
})

test('a version told again is the same; with other content, or too late, it is refused', async () => {
  const db = newDatabase()
  const transact = transactor(db)
  const publish = (list: typeof shipped, now: string) =>
    transact('prices', (tx) => publishPrices(tx, list, now))
  const list = next('v2', limits.priceNoticeSeconds)
  await publish(list, noon)
  expect(await publish(list, at(9_999))).toEqual(list)
  await expect(publish({ ...list, egress_gib: { nanos: 1, source: 'x' } }, noon)).rejects.toThrow(
    'prices never change',
  )
  await expect(publish(next('v3', limits.priceNoticeSeconds - 1), noon)).rejects.toMatchObject({
    code: 'invalid_request',
  })
})
