import { expect, test } from 'vitest'
import { knockOf, turnOf, type Writers, writersAfter } from '../../../shared/firestore/writers.ts'

const second = 1_000_000
const now = 100 * second
const writer = (secondsAgo: number, ms = 10) => ({ at: now - secondsAgo * second, ms })

test('who writes alone always may', () => {
  expect(turnOf({}, 'me', now)).toBe('ours')
  expect(turnOf({ me: writer(0.001) }, 'me', now)).toBe('ours')
})

test('those who have not written for a while do not count', () => {
  const writers = { old: writer(2.1), older: writer(60) }
  expect(turnOf(writers, 'me', now)).toBe('ours')
  expect(writersAfter(writers, 'me', 10, now)).toEqual({})
})

test('the turn goes around by name, each waiting for those before it', () => {
  const writers = { a: writer(0.01), b: writer(0.2), c: writer(0.1), d: writer(0.3) }
  const turns = ['b', 'c', 'd'].map((me) => turnOf(writers, me, now))
  const from = turns.map((turn) => (turn === 'ours' ? 0 : (turn.from - now) / 1_000))
  // A round of 200 ms among four is a turn of 50; 10 of it are over; each other is given 40 to begin.
  expect(from).toEqual([40, 80, 120])
})

test('a turn is kept until it is over, and then all others come first', () => {
  const writers = (ms: number): Writers => ({ a: writer(ms / 1_000), b: writer(0.3) })
  expect(turnOf(writers(50), 'a', now)).toBe('ours')
  expect(turnOf(writers(95), 'a', now)).toMatchObject({ from: now + (5 + 40) * 1_000 })
})

test('a turn that goes on keeps its beginning, a new one begins now', () => {
  const b = writer(0.3)
  expect(writersAfter({ a: writer(0.02), b }, 'a', 12, now)).toEqual({
    b,
    a: { at: now - 20_000, ms: 12 },
  })
  expect(writersAfter({ a: writer(0.5), b }, 'a', 12, now)).toEqual({ b, a: { at: now, ms: 12 } })
})

test('who knocks gets into the ring behind the one whose turn it is', () => {
  const writers = { a: writer(0.01), b: writer(0.2) }
  const knock = knockOf(writers, 'c', 15, now)
  expect(knock).toEqual({ at: writers.a.at - 1, ms: 15 })
  const turn = turnOf({ ...writers, ...(knock && { c: knock }) }, 'b', now)
  expect(turn).toMatchObject({ from: expect.closeTo(now + 56_667, -2) })
  expect(knockOf({}, 'c', 15, now)).toEqual({ at: now, ms: 15 })
})

test('one that is known knocks again only when it takes far longer than is known', () => {
  const writers = { a: writer(0.01), c: writer(0.1, 10) }
  expect(knockOf(writers, 'c', 19, now)).toBeUndefined()
  expect(knockOf(writers, 'c', 20, now)).toEqual({ at: writers.c.at, ms: 20 })
})
