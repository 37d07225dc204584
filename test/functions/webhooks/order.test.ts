import { expect, test } from 'vitest'
import type { StripeEvent } from '../../kit/stripe/events.ts'
import { newShop, type Shop } from '../../kit/stripe/shop.ts'

type Events = ReturnType<Shop['eventsOf']>

/** Each set of events, and where it leaves a purchase of ten credits, in whichever order it is told. */
const stories: readonly [string, Record<string, (events: Events) => StripeEvent>, object][] = [
  [
    'paid, refunded in part, refunded in full',
    {
      completed: ({ completed }) => completed(),
      part: ({ refunded }) => refunded(400),
      full: ({ refunded }) => refunded(1_000),
    },
    { status: 'refunded', available: 0, owed: 0, reversed: 10_000_000 },
  ],
  [
    'expired, paid late, refunded in part',
    {
      expired: ({ expired }) => expired(),
      completed: ({ completed }) => completed(),
      part: ({ refunded }) => refunded(400),
    },
    { status: 'partly_refunded', available: 6_000_000, owed: 0, reversed: 4_000_000 },
  ],
  [
    'paid, disputed, won',
    {
      completed: ({ completed }) => completed(),
      disputed: ({ disputed }) => disputed('needs_response'),
      closed: ({ closed }) => closed('won'),
    },
    { status: 'paid', available: 10_000_000, owed: 0, reversed: 0 },
  ],
  [
    'paid, refunded in part, the rest disputed and lost',
    {
      completed: ({ completed }) => completed(),
      part: ({ refunded }) => refunded(400),
      disputed: ({ disputed }) => disputed('needs_response', { amount: 600 }),
      closed: ({ closed }) => closed('lost', { amount: 600 }),
    },
    { status: 'charged_back', available: 0, owed: 0, reversed: 10_000_000 },
  ],
]

test.each(stories)('%s ends the same in whichever order it is told', async (_, events, end) => {
  const tellings = orders(Object.keys(events))
  const credit = Object.fromEntries(['ada', ...tellings.map(nameOf)].map((name) => [name, 0]))
  const shop = await newShop({ credit })
  for (const telling of tellings) {
    const { buy, available } = shop.buyer(nameOf(telling))
    const { id, look } = await buy({ micros: 10_000_000 })
    const all = shop.eventsOf(id)
    for (const name of telling) {
      const told = events[name]?.(all)
      if (!told) throw new Error(`there is no ${name}`)
      for (const _ of ['once', 'again'])
        expect(await shop.tell(told)).toMatchObject({ status: 200 })
    }
    const { status, owed, reversed } = await look()
    const books = { status, owed: owed.micros, reversed: reversed.micros }
    expect({ ...books, available: await available() }, telling.join()).toEqual(end)
  }
})

const nameOf = (telling: readonly string[]) => telling.join('-')

test('told all at once, they end the same too', async () => {
  const shop = await newShop()
  const { id, look } = await shop.buy({ micros: 10_000_000 })
  const { completed, refunded, disputed, closed } = shop.eventsOf(id)
  const all = [completed(), refunded(100), refunded(400), disputed('needs_response'), closed('won')]
  const answers = await Promise.all([...all, ...all].map((told) => shop.tell(told)))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(await look()).toMatchObject({ status: 'partly_refunded', refunded: { cents: 400 } })
  expect(await shop.available()).toBe(6_000_000)
})

function orders<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) =>
    orders(items.toSpliced(at, 1)).map((others) => [item, ...others]),
  )
}
