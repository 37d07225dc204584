import fc from 'fast-check'
import type { Act } from './acts.ts'
import type { Move } from './books.ts'

/** Few names and few amounts, so that acts come again, and come again otherwise. */
export const anyAct = (): fc.Arbitrary<Act> =>
  fc.oneof(
    { weight: 3, arbitrary: move('purchase', few) },
    { weight: 3, arbitrary: lot },
    move('reverse'),
    move('refund'),
    move('storage'),
    move('adjust'),
    move('adjust', fc.integer({ min: -200_000, max: -1 })),
    fc.constant({ kind: 'expire' } as const),
    { weight: 3, arbitrary: fc.constant({ kind: 'renewAll' } as const) },
    { weight: 3, arbitrary: open },
    { weight: 9, arbitrary: fc.record({ kind: moment, session }) },
    fc.record({ kind: fc.constant<'prolong'>('prolong'), session, ttl }),
  )

const some = fc.integer({ min: 1, max: 200_000 })
const few = fc.constantFrom(1_000, 50_000, 90_000)
const session = fc.constantFrom('s0', 's1', 's2')
const ttl = fc.integer({ min: 1, max: 900 })
const moment = fc.constantFrom('begin', 'begin', 'renew', 'renew', 'renew', 'close')

const move = (kind: Move, micros = some) =>
  fc.record({
    kind: fc.constant(kind),
    id: fc.nat(4).map((n) => `${kind}-${n}`),
    micros,
    until: fc.constant(null),
  })

/** Its end tells lots apart, so that which is used first is never a matter of taste. */
const lot = fc.record({ ends: fc.nat(4), micros: few }).map(({ ends, micros }) => ({
  kind: 'grant' as const,
  id: `lot-${ends}`,
  micros,
  until: 200 + ends * 150,
}))

const open = fc.record({
  kind: fc.constant<'open'>('open'),
  session,
  rate: fc.constantFrom(1, 45_000, 1_234_567),
  fee: fc.constantFrom(0, 777),
  ttl,
})
