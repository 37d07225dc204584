import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newWorld, type World } from '../../kit/world.ts'
import { canRun, type Ground, newGround } from '../../providers/gke/ground.ts'

describe.runIf(canRun)('sessions on a cluster in trouble', () => {
  let ground: Ground
  let world: World
  beforeAll(async () => {
    ground = await newGround()
    world = await newWorld({
      lasts: 'file',
      placement: { gke: 'gke', local: 'local' },
      settings: {
        GKE_CLUSTER: 'url',
        GKE_AGENT_IMAGE: ground.image,
        ONMEMOS_KUBERNETES_URL: ground.cluster.url,
        ONMEMOS_GOOGLE_CREDENTIALS: 'none',
      },
    })
    return async () => {
      // The books are audited then.
      await world.close()
      await ground.close()
    }
  }, 60_000)
  afterAll(() => ground.cluster.machine.images.find(ground.image))

  const create = async (wish: object) =>
    (await world.as('ada').post('/v1/sessions?wait=50', wish)).body

  test('one that is evicted is lost, charged no more than it ran', async () => {
    const { id, status } = await create({ provider: 'gke' })
    expect(status).toBe('running')
    const [pod] = await world.plane.providers.gke.list()
    const place = { namespace: `onmemos-${pod?.accountId}`, name: `${id}-0` }
    await ground.cluster.machine.fail(place, { reason: 'Evicted', message: 'no memory is left' })
    await world.run('reconcile')
    const { body } = await world.as('ada').get(`/v1/sessions/${id}`)
    expect(body).toMatchObject({ status: 'failed', reason: 'provider_lost' })
    await world.run('reconcile')
    expect(await world.plane.providers.gke.list()).toEqual([])
    expect((await world.as('ada').get('/v1/billing/balance')).body.held.micros).toBe(0)
  }, 60_000)

  test('without its image one that was asked for by name fails, and auto goes elsewhere', async () => {
    ground.cluster.machine.images.lose(ground.image)
    expect(await create({ provider: 'gke' })).toMatchObject({
      status: 'failed',
      reason: 'start_failed',
    })
    const moved = await create({ long_lived: true })
    expect(moved).toMatchObject({ status: 'running', provider: 'local' })
    await world.as('ada').delete(`/v1/sessions/${moved.id}`)
    expect(await world.plane.providers.gke.list()).toEqual([])
    expect((await world.as('ada').get('/v1/billing/balance')).body.held.micros).toBe(0)
  }, 60_000)
})
