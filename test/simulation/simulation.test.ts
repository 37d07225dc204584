import { expect, test } from 'vitest'
import { plusSeconds } from '../../shared/platform/clock.ts'
import { isInBounds, numbersOf } from './numbers.ts'
import { type Simulation, simulate } from './simulate.ts'

/** A short run: the long one is `npm run simulate`. */
const few = { sessions: 20, hours: 3 }

test.each([1, 2, 3])(
  'seed %i comes to rest with all in bounds',
  async (seed) => {
    const verdict = await simulate({ seed, ...few })
    expect(verdict.findings).toEqual([])
    expect(isInBounds(numbersOf([verdict]))).toBe(true)
  },
  60_000,
)

test('a seed is the same run each time', async () => {
  const run = () => simulate({ seed: 7, ...few })
  expect(await run()).toEqual(await run())
}, 60_000)

/** What is broken on purpose, and the number that says so. */
const sabotages: Readonly<Record<string, [number: string, Partial<Simulation>]>> = {
  'agents that ignore the end of their lease': [
    'overrunMicrosMax',
    {
      sabotageCloud: ({ boxes }) => {
        boxes.ignoreLeases = true
      },
      sabotage: (plane) => ({
        ...plane,
        providers: {
          ...plane.providers,
          local: { ...plane.providers.local, stop: async () => undefined },
        },
      }),
    },
  ],
  'a backend that does not destroy': [
    'orphansPerThousand',
    {
      sabotage: (plane) => ({
        ...plane,
        providers: {
          ...plane.providers,
          local: { ...plane.providers.local, stop: async () => undefined },
        },
      }),
    },
  ],
  'a bucket that loses what it was given': [
    'filesLostPerThousandPauses',
    {
      sabotageCloud: ({ bucket, time }) => {
        for (let minute = 0; minute < 300; minute += 1) {
          time.at(plusSeconds(time.now(), minute * 60), () => bucket.objects.clear())
        }
      },
    },
  ],
  'a box that goes on while it is paused': [
    'filesLostPerThousandPauses',
    {
      sabotageCloud: ({ boxes }) => {
        boxes.isRestless = true
      },
    },
  ],
  'a stop that keeps nothing of what was said': [
    'outputBytesLost',
    {
      sabotage: (plane) => ({
        ...plane,
        providers: {
          ...plane.providers,
          local: {
            ...plane.providers.local,
            stop: (id, grace, { turn } = {}) =>
              plane.providers.local.stop(id, grace, turn === undefined ? {} : { turn }),
          },
        },
      }),
    },
  ],
  'a settling that is dropped': [
    'wrongCharges',
    {
      sabotage: (plane) => ({
        ...plane,
        transact: (group, work) =>
          plane.transact(group, (tx) =>
            work({
              ...tx,
              create: async (into, id, value) =>
                id.startsWith('settle-') ? true : tx.create(into, id, value),
            }),
          ),
      }),
    },
  ],
  'a backend that does not answer to a stop': [
    'stuckSessions',
    {
      sabotage: (plane) => ({
        ...plane,
        providers: {
          ...plane.providers,
          local: {
            ...plane.providers.local,
            stop: async () => {
              throw new Error('out of order')
            },
          },
        },
      }),
    },
  ],
}

test.each(Object.entries(sabotages))(
  '%s: it is noticed',
  async (_, [number, sabotage]) => {
    const numbers = numbersOf([await simulate({ seed: 1, ...few, ...sabotage })])
    expect(Object.entries(numbers).find(([name]) => name === number)?.[1]).toBeGreaterThan(0)
    expect(isInBounds(numbers)).toBe(false)
  },
  60_000,
)
