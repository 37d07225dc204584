import { expect, test } from 'vitest'
import { handlers, jobs } from '../../../functions/index.ts'
import { accounts } from '../../../shared/accounts/account.ts'
import { findAccount } from '../../../shared/accounts/find.ts'
import { noUse, unlimited } from '../../../shared/accounts/use.ts'
import { read } from '../../../shared/firestore/collection.ts'
import type { Plane } from '../../../shared/plane.ts'
import { ada, create, signal, unheard } from '../../crashes/situations.ts'
import { newAccountIn } from '../../kit/emulated/account.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'

interface Ending {
  /** What the session is created with. */
  readonly wish?: object
  readonly credits?: number
  /** Nobody hears that it is to start. */
  readonly isUnheard?: true
  end(plane: Plane, id: string, cloud: EmulatedCloud): unknown
}

const wait = (minutes: number) => (_: Plane, __: string, cloud: EmulatedCloud) =>
  cloud.advance({ minutes })

const endings: Readonly<Record<string, Ending>> = {
  'stopped by its user': {
    end: (plane, id) => handlers.sessions.delete.run({ ...asked, params: { id } }, plane),
  },
  'stopped at the end of its time': { wish: { ttl_minutes: 2 }, end: wait(4) },
  'stopped for its cost': { wish: { max_cost: 1_000 }, end: wait(5) },
  'stopped for want of credits': { credits: 0.005, end: wait(9) },
  'stopped for idleness': { wish: { idle_minutes: 1, ttl_minutes: 30 }, end: wait(5) },
  'lost with its box': {
    async end(plane, id, cloud) {
      cloud.boxes.lose(id, 'lost')
      await jobs.reconcile.run(plane)
    },
  },
  'never come to run': { isUnheard: true, end: wait(8) },
}

test.each(Object.entries(endings))('a session that is %s gives its place back', async (_, how) => {
  const cloud = new EmulatedCloud()
  const plane = cloud.process({ dispatch: 'direct' })
  await newAccountIn(plane, 'ada', (how.credits ?? 10) * 1_000_000)
  await plane.transact('ada', async (tx) => {
    const account = await findAccount(tx, 'ada')
    const keys = { pp: { limits: { ...unlimited, sessions_max: 1 }, use: noUse } }
    tx.update(accounts, 'ada', { ...account, keys })
  })
  const schedules = cloud.runSchedules()
  const { id } = await create(how.isUnheard ? unheard(plane) : plane, how.wish)
  await cloud.advance({ seconds: 1 })
  const refused = { code: 'too_many_sessions', facts: { passport_id: 'pp' } }
  await expect(create(plane, {}, 'another')).rejects.toMatchObject(refused)
  const ended = how.end(plane, id, cloud)
  await cloud.advance({ minutes: 2 })
  await ended
  schedules.stop()
  expect((await read(plane.db, accounts, 'ada'))?.live).toEqual({})
  if (how.credits === undefined) await create(plane, {}, 'another')
})

const asked = {
  caller: ada,
  signal,
  params: undefined,
  query: undefined,
  headers: undefined,
  body: undefined,
}
