import { expect, test } from 'vitest'
import type { Draft } from '../../../shared/ledger/entry.ts'
import {
  adjust,
  chargeStorage,
  expire,
  extendHold,
  grant,
  hold,
  purchase,
  refund,
  release,
  reverse,
  settle,
} from '../../../shared/ledger/verbs.ts'
import { newBooks, noon } from './account.ts'

const fact = { id: 'it', accountId: 'a', at: noon, note: 'n', expiresAt: null }
const ofSession = { accountId: 'a', at: noon, note: 'n', sessionId: 's', turn: 7 }

const verbs: Readonly<Record<Draft['verb'], (micros: number) => Draft>> = {
  purchase: (micros) => purchase(fact, micros),
  grant: (micros) => grant(fact, micros),
  reverse: (micros) => reverse(fact, micros),
  hold: (micros) => hold(ofSession, micros),
  extend_hold: (micros) => extendHold(ofSession, micros),
  settle: (micros) => settle(ofSession, micros),
  release: (micros) => release(ofSession, micros),
  refund: (micros) => refund({ ...fact, sessionId: 's' }, micros),
  adjust: (micros) => adjust(fact, micros),
  storage: (micros) => chargeStorage(fact, micros),
  expire: (micros) => expire({ ...fact, lotId: 'lot' }, micros),
}

/** An account that has 100 available, of which 40 expire, 50 held and 30 spent. */
async function someBooks() {
  const books = await newBooks()
  const first = { ...ofSession, turn: 0 }
  await books.post(purchase({ ...fact, id: 'first' }, 140))
  await books.post(hold(first, 80))
  await books.post(settle(first, 30))
  await books.post(grant({ ...fact, id: 'lot', expiresAt: noon }, 40))
  return books
}

test.each<[Draft['verb'], number, readonly number[]]>([
  //                available, held, spent, expired, funding
  ['purchase', 25, [125, 50, 30, 0, -205]],
  ['grant', 25, [125, 50, 30, 0, -205]],
  ['reverse', 25, [75, 50, 30, 0, -155]],
  ['hold', 25, [75, 75, 30, 0, -180]],
  ['extend_hold', 25, [75, 75, 30, 0, -180]],
  ['settle', 25, [100, 25, 55, 0, -180]],
  ['release', 25, [125, 25, 30, 0, -180]],
  ['refund', 25, [125, 50, 5, 0, -180]],
  ['adjust', 25, [125, 50, 30, 0, -205]],
  ['adjust', -25, [75, 50, 30, 0, -155]],
  ['storage', 25, [75, 50, 55, 0, -180]],
  ['expire', 25, [75, 50, 30, 25, -180]],
])('%s of %i moves it, once', async (verb, micros, after) => {
  const books = await someBooks()
  expect(await books.balance()).toEqual([100, 50, 30, 0, -180])
  const draft = verbs[verb](micros)
  await books.post(draft)
  expect(await books.balance()).toEqual(after)
  // Told later, it is the same.
  await books.post({ ...draft, at: '2027-01-01T00:00:00.000Z' })
  expect(await books.balance()).toEqual(after)
  expect((await books.account()).entries).toBe(5)
})

test.each<[Draft['verb'], number]>([
  ['reverse', 100],
  ['hold', 100],
  ['extend_hold', 100],
  ['settle', 50],
  ['release', 50],
  ['refund', 30],
  ['adjust', -100],
  ['storage', 100],
  ['expire', 100],
])(
  '%s moves all there is (%i), is told again of what it did, and moves no more',
  async (verb, all) => {
    const books = await someBooks()
    const sign = Math.sign(all)
    const unchanged = [100, 50, 30, 0, -180]
    const isOfCredits = !['settle', 'release', 'refund'].includes(verb)
    await expect(books.post(verbs[verb](all + sign))).rejects.toMatchObject(
      isOfCredits
        ? { code: 'insufficient_credits', facts: { missing_micros: 1, available_micros: 100 } }
        : { message: expect.stringMatching(/^invariant broken: .* leaves (held|spent) at -1/) },
    )
    expect(await books.balance()).toEqual(unchanged)
    await books.post(verbs[verb](all))
    await books.post(verbs[verb](all))
    expect((await books.account()).entries).toBe(5)
  },
)

test.each(Object.keys(verbs).map((verb) => [verb]))(
  'of %s nothing comes but whole amounts that can be counted',
  (verb) => {
    const make = Object.entries(verbs).find(([name]) => name === verb)?.[1] ?? (() => undefined)
    const bad = [0, -0, 0.5, 1.000001, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e300]
    const negative = verb === 'adjust' ? [-0.5, -(2 ** 53), Number.NEGATIVE_INFINITY] : [-1, -0.5]
    for (const micros of [...bad, ...negative]) {
      expect(() => make(micros), `${micros}`).toThrow('invariant broken')
    }
  },
)

test('what has come in stays countable', async () => {
  const books = await newBooks()
  const most = Number.MAX_SAFE_INTEGER
  await books.post(purchase({ ...fact, id: 'all' }, most))
  await expect(books.post(purchase({ ...fact, id: 'more' }, 1))).rejects.toThrow('not exact')
  expect(await books.balance()).toEqual([most, 0, 0, 0, -most])
})

test.each<[string, Partial<Draft>]>([
  ['amount', { lines: grant(fact, 6).lines }],
  ['verb', { verb: 'purchase' }],
  ['note', { note: 'other' }],
  ['end', { expires_at: noon }],
  ['session', { session_id: 's' }],
])('the same id with another %s is refused, and changes nothing', async (_, other) => {
  const books = await newBooks()
  await books.post(grant(fact, 5))
  await expect(books.post({ ...grant(fact, 5), ...other })).rejects.toMatchObject({
    code: 'idempotency_conflict',
  })
  expect(await books.balance()).toEqual([5, 0, 0, 0, -5])
})

test('lines that do not sum to zero are never written', async () => {
  const books = await newBooks()
  const lines = [{ book: 'available' as const, micros: 5 }]
  await expect(books.post({ ...grant(fact, 5), lines })).rejects.toThrow('do not sum to zero')
  expect((await books.account()).entries).toBe(0)
})

test('entries are numbered one after another, refused ones without a number', async () => {
  const books = await newBooks()
  const numbers: number[] = []
  for (const [id, micros] of [
    ['one', 5],
    ['two', -9],
    ['three', -5],
    ['four', 1],
  ] as const) {
    await books.post(adjust({ ...fact, id }, micros)).then(
      ({ entries }) => numbers.push(entries),
      () => numbers.push(0),
    )
  }
  expect(numbers).toEqual([1, 0, 2, 3])
  expect((await books.audit()).findings).toEqual([])
})
