import { PubSub } from '@google-cloud/pubsub'
import { expect, onTestFinished, test } from 'vitest'
import { wireWorkers } from '../../emulators/local/wiring.ts'
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
