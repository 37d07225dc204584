import { expect, test } from 'vitest'
import { workers } from '../../../functions/index.ts'
import { accounts } from '../../../shared/accounts/account.ts'
import { read } from '../../../shared/firestore/collection.ts'
import type { Plane } from '../../../shared/plane.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { sessions } from '../../../shared/sessions/session.ts'
import { work } from '../../../shared/sessions/work.ts'
import { ada, create, look, unheard } from '../../crashes/situations.ts'
import { newAccountIn } from '../../kit/emulated/account.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'
import { judge } from '../../kit/emulated/verdict.ts'

/** A cluster that is out of quota, and `local` for one other provider. */
async function beside(provider: 'local' | 'workstations', wish: object, credits = 10) {
  const cloud = new EmulatedCloud()
  const plane: Plane = {
    ...cloud.process({ dispatch: 'direct' }),
    placement: { gke: 'docker', [provider]: 'local' },
  }
  await newAccountIn(plane, ada.accountId, credits * 1_000_000)
  const { id } = await create(unheard(plane), wish)
  const start = { verb: 'start', backend: 'docker', session_id: id } as const
  return { cloud, plane, id, start, ask: () => work(plane, start) }
}

test('what its backend refuses runs on the next, at that one’s price, and says so', async () => {
  const { cloud, plane, id, ask } = await beside('local', { provider: 'auto', long_lived: true })
  const before = await look(plane, id)
  await ask()
  const after = await look(plane, id)
  expect(after).toMatchObject({ status: 'running', provider: 'local', backend: 'local' })
  expect(after.rate_micros_per_hour).toBeLessThan(before.rate_micros_per_hour)
  expect(after.events.map(({ type }) => type)).toEqual(['created', 'moved', 'running'])
  cloud.runSchedules()
  await cloud.advance({ minutes: 10 })
  expect((await judge(plane, cloud)).findings).toEqual([])
})

test('what its meter says of it goes with it: its place in a workspace, its keys, its limits', async () => {
  const { plane, id, ask } = await beside('local', { provider: 'auto', long_lived: true })
  const placed = { ...(await look(plane, id)), workspace_id: 'ws1' }
  await plane.transact(ada.accountId, async (tx) => {
    await tx.get(sessions, id)
    tx.update(sessions, id, placed)
  })
  await ask()
  const account = await read(plane.db, accounts, ada.accountId)
  expect(account?.live[id]).toMatchObject({
    backend: 'local',
    workspace_id: 'ws1',
    key_ids: placed.key_ids,
    cost_micros_max: placed.max_cost_micros,
  })
})

test.each([
  ['was asked for by name', 'local', { provider: 'gke' }],
  ['may not move', 'local', { provider: 'auto', long_lived: true, failover: false }],
  ['would cost more elsewhere', 'workstations', { provider: 'auto', long_lived: true }],
] as const)('one that %s fails where it is, and what was held is given back', async (...row) => {
  const [, other, wish] = row
  const { plane, id, ask } = await beside(other, wish)
  await ask()
  expect(await look(plane, id)).toMatchObject({
    status: 'failed',
    reason: 'start_failed',
    provider: 'gke',
    bill: { charged: 0 },
  })
})

test('who agreed to a higher price is moved for no more than that', async () => {
  const wish = { provider: 'gke', failover: true, failover_max_rate_per_hour: 10_000_000 }
  const { plane, id, ask } = await beside('workstations', wish)
  await ask()
  expect(await look(plane, id)).toMatchObject({ status: 'running', provider: 'workstations' })
})

test('credits that cover only the first price leave it failed, nothing held', async () => {
  const wish = { provider: 'gke', failover: true, failover_max_rate_per_hour: 10_000_000 }
  const { plane, id, ask } = await beside('workstations', wish, 0.006)
  await ask()
  expect(await look(plane, id)).toMatchObject({ status: 'failed', reason: 'start_failed' })
})

test('a start that comes late, for the backend of before, does nothing', async () => {
  const { cloud, plane, id, ask, start } = await beside('local', {
    provider: 'auto',
    long_lived: true,
  })
  await ask()
  await workers.docker.run(start, plane)
  await workers.deadLetters.run(start, plane)
  expect(await look(plane, id)).toMatchObject({ status: 'running', backend: 'local' })
  expect(cloud.boxes.runs()).toHaveLength(1)
})

test('a backend that does not answer is left after a while', async () => {
  const it = await beside('local', { provider: 'auto', long_lived: true })
  const start = async () => {
    throw new Fault('provider_unavailable', 'no answer')
  }
  const providers = { ...it.plane.providers, docker: { ...it.plane.providers.docker, start } }
  const deaf: Plane = { ...it.plane, providers }
  await expect(work(deaf, it.start)).rejects.toThrow('no answer')
  expect(await look(it.plane, it.id)).toMatchObject({ status: 'provisioning', backend: 'docker' })
  await it.cloud.advance({ seconds: 31 })
  await work(deaf, it.start)
  expect(await look(it.plane, it.id)).toMatchObject({ status: 'running', backend: 'local' })
})
