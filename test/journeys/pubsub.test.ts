import { PubSub } from '@google-cloud/pubsub'
import { expect, onTestFinished, test } from 'vitest'
import { wireWorkers } from '../../emulators/local/wiring.ts'
import { accounts } from '../../shared/accounts/account.ts'
import { read } from '../../shared/firestore/collection.ts'
import { limits } from '../../shared/platform/limits.ts'
import { crowd } from '../kit/crowd.ts'
import { newWorld } from '../kit/world.ts'

/** A world whose workers hear of nothing but through Google's Pub/Sub emulator. */
async function newPubSubWorld() {
  const world = await newWorld({ dispatch: 'pubsub' })
  const proxy = await wireWorkers(world.projectId, world.plane)
  onTestFinished(async () => {
    const pubsub = new PubSub({ projectId: world.projectId })
    const [subscriptions] = await pubsub.getSubscriptions()
    await Promise.all(subscriptions.map((subscription) => subscription.delete()))
    await pubsub.close()
    await proxy.close()
  })
  return { world, proxy }
}

const subscription = 'session-commands-local'

test('a session lives and ends by messages alone', async () => {
  const { world, proxy } = await newPubSubWorld()
  const ada = world.as('ada')
  const { body: session } = await ada.post('/v1/sessions', { provider: 'local' })
  expect(session.status).toBe('running')
  expect((await ada.delete(`/v1/sessions/${session.id}`)).body.status).toBe('stopped')
  expect(proxy.counts(subscription)).toMatchObject({ received: 2, delivered: 2 })
  expect(await world.audit()).toMatchObject({ findings: [] })
})

test('a worker that fails is asked again, and a message that comes twice counts once', async () => {
  const { world, proxy } = await newPubSubWorld()
  proxy.faults.next({ kind: 'answer', status: 500 })
  proxy.faults.next({ kind: 'duplicate' })
  const { body: session } = await world
    .as('ada')
    .post('/v1/sessions?wait=20', { provider: 'local' })
  expect(session.status).toBe('running')
  expect(await world.plane.providers.local.list()).toHaveLength(1)
  const { events } = (await world.as('ada').get(`/v1/sessions/${session.id}/events`)).body
  expect(events).toHaveLength(2)
})

test('a large sweep is handed on; batches that come twice, or whose worker dies, renew each lease once', async () => {
  const { world, proxy } = await newPubSubWorld()
  const { plane } = world
  const { agent, transactAll } = plane
  plane.agent = (...of) => ({ ...agent(...of), renew: async (leaseEndsAt) => leaseEndsAt })
  const size = { accounts: limits.sweepPageAccounts + 60, sessionsEach: 1 }
  const ids = await crowd(plane, size)
  world.advance({ seconds: 200 })
  expect(await world.run('sweep')).toMatchObject({ renewed: 100, batches: limits.sweepShards })

  const deaths: ((books: () => Promise<unknown>) => Promise<unknown>)[] = [
    async () => undefined,
    (books) => books(),
    (books) => books(),
  ]
  plane.transactAll = async (homes, work) => {
    const death = deaths.pop()
    if (!death) return transactAll(homes, work)
    await death(() => transactAll(homes, work))
    throw new Error('the worker died before anybody heard of it')
  }
  proxy.faults.next({ kind: 'duplicate' }, { times: 6, subscription: 'sweep-batches' })
  const isRenewed = async (id: string) => {
    const meter = (await read(plane.db, accounts, id))?.live[`${id}-0`]
    return meter?.turn === 2
  }
  await expect
    .poll(async () => (await Promise.all(ids.map(isRenewed))).filter(Boolean).length, {
      timeout: 30_000,
      interval: 200,
    })
    .toBe(ids.length)
  expect(deaths).toEqual([])
}, 60_000)
