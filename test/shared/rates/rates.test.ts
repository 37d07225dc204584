import { expect, test } from 'vitest'
import { transactor } from '../../../shared/firestore/transact.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { type TakeTurn, turnstile } from '../../../shared/rates/rates.ts'
import { newDatabase } from '../../kit/database.ts'

/** Processes that share nothing but Firestore, at a time that stands still until it is set. */
function newProcesses(count: number) {
  const db = newDatabase()
  let now = '2026-01-01T12:00:10.000Z'
  let commits = 0
  const processes = Array.from({ length: count }, () => {
    const transact = transactor(db)
    return turnstile(
      (group, work) => {
        commits += 1
        return transact(group, work)
      },
      { now: () => now },
    )
  })
  return {
    processes,
    set: (at: string) => {
      now = at
    },
    commits: () => commits,
  }
}

const ask = async (take: TakeTurn, perMinute: number, id = 'key') => {
  try {
    return await take([{ id, perMinute }])
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    expect(cause).toMatchObject({ code: 'too_many_requests' })
    return cause
  }
}

test('four processes together let through what the rate says, with few writes', async () => {
  const { processes, commits } = newProcesses(4)
  const answers = await Promise.all(
    Array.from({ length: 400 }, (_, n) => {
      const take = processes[n % processes.length]
      return take && ask(take, 100)
    }),
  )
  const passed = answers.filter((answer) => !(answer instanceof Fault)).length
  expect(passed).toBe(100)
  // Shares of 1, 2, 4, 8 and then 10 for each, and a last one that is empty.
  expect(commits()).toBeLessThanOrEqual(10 + 5 * processes.length)
})

test('processes that come and go and ask little leave a minute to the others', async () => {
  const { processes } = newProcesses(50)
  for (const take of processes) expect(await ask(take, 600)).not.toBeInstanceOf(Fault)
})

test('who is refused is told when to ask again, and is then let in', async () => {
  const { processes, set } = newProcesses(1)
  const [take] = processes
  if (!take) throw new Error('no process')
  expect(await ask(take, 2)).toMatchObject({ limit: 2, remaining: 1, resetSeconds: 50 })
  expect(await ask(take, 2)).toMatchObject({ remaining: 0 })
  expect(await ask(take, 2)).toMatchObject({ facts: { retry_after_seconds: 50 } })
  expect(await ask(take, 2, 'another')).toMatchObject({ remaining: 1 })
  set('2026-01-01T12:01:00.000Z')
  expect(await ask(take, 2)).toMatchObject({ remaining: 1, resetSeconds: 60 })
})

test('of several rates each is counted, and the scarcest is told', async () => {
  const { processes } = newProcesses(1)
  const [take] = processes
  const rates = [
    { id: 'account', perMinute: 100 },
    { id: 'key', perMinute: 3 },
  ]
  expect(await take?.(rates)).toMatchObject({ limit: 3, remaining: 2 })
})
