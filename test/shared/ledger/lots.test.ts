import { expect, test } from 'vitest'
import {
  adjust,
  chargeStorage,
  grant,
  hold,
  release,
  settle,
} from '../../../shared/ledger/verbs.ts'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { newBooks, noon } from './account.ts'

const at = (seconds: number) => plusSeconds(noon, seconds)
const fact = { accountId: 'a', at: noon, note: 'n' }
const ofSession = { ...fact, sessionId: 's', turn: 0 }

/** 100 for ever, 40 until a minute, 30 until half a minute: told in this order. */
async function someLots() {
  const books = await newBooks()
  await books.post(grant({ ...fact, id: 'ever', expiresAt: null }, 100))
  await books.post(grant({ ...fact, id: 'late', expiresAt: at(60) }, 40))
  await books.post(grant({ ...fact, id: 'soon', expiresAt: at(30) }, 30))
  const left = async () =>
    Object.fromEntries((await books.account()).lots.map(({ id, remaining }) => [id, remaining]))
  return { ...books, left }
}

test('the credits that expire soonest are spent first, and those that never do last', async () => {
  const books = await someLots()
  const left: unknown[] = []
  for (const micros of [10, 25, 20, 50]) {
    await books.post(chargeStorage({ ...fact, id: `day-${micros}` }, micros))
    left.push(await books.left())
  }
  expect(left).toEqual([{ soon: 20, late: 40 }, { late: 35 }, { late: 15 }, {}])
})

test('what is held is not used up before it is spent', async () => {
  const books = await someLots()
  await books.post(hold(ofSession, 170))
  expect(await books.left()).toEqual({ soon: 30, late: 40 })
  await books.post(settle(ofSession, 35))
  expect(await books.left()).toEqual({ late: 35 })
})

test('what is left when its time is over goes, and goes once', async () => {
  const books = await someLots()
  await books.expire(at(29))
  expect(await books.balance()).toEqual([170, 0, 0, 0, -170])
  for (const again of [at(30), at(31)]) {
    await books.expire(again)
    expect(await books.balance()).toEqual([140, 0, 0, 30, -170])
  }
  await books.expire(at(60))
  expect(await books.balance()).toEqual([100, 0, 0, 70, -170])
  expect((await books.audit()).findings).toEqual([])
})

test('what a session holds outlives its end, and goes when it comes back unspent', async () => {
  const books = await someLots()
  await books.post(hold(ofSession, 165))
  await books.expire(at(90))
  expect(await books.balance()).toEqual([0, 165, 0, 5, -170])
  await books.post(release(ofSession, 165))
  await books.expire(at(91))
  expect(await books.balance()).toEqual([100, 0, 0, 70, -170])
  expect((await books.audit()).findings).toEqual([])
})

test('an account never has more in lots than it has', async () => {
  const books = await someLots()
  await books.post(adjust({ ...fact, id: 'down' }, -120))
  expect(await books.left()).toEqual({ soon: 10, late: 40 })
  expect(await books.balance()).toEqual([50, 0, 0, 0, -50])
})
