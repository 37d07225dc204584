import { CoreV1Api } from '@kubernetes/client-node'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { realTime, type Time } from '../../../emulators/scheduler/time.ts'
import { type Instant, plusSeconds } from '../../../shared/platform/clock.ts'
import { agentImage } from '../../kit/agentImage.ts'
import { until } from '../../kit/until.ts'
import { newWorld, type World } from '../../kit/world.ts'
import { canRun, configOf } from './ground.ts'

// A loaded machine takes its time to begin pods.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** The cluster's clock, and how far it is from everybody else's. */
const skewed = { seconds: 0 }
const time: Time = {
  now: () => plusSeconds(realTime.now(), skewed.seconds),
  at: (due: Instant, run) => realTime.at(plusSeconds(due, -skewed.seconds), run),
}

describe.runIf(canRun)('a session whose cluster is in trouble', () => {
  let cluster: Awaited<ReturnType<typeof openKubernetes>>
  let world: World
  beforeAll(async () => {
    const agent = await agentImage()
    cluster = await openKubernetes(undefined, undefined, {
      time,
      images: { [agent.name]: agent.image },
    })
    world = await newWorld({
      credit: { ada: 10 },
      lasts: 'file',
      placement: { gke: 'gke' },
      settings: {
        GKE_CLUSTER: 'url',
        GKE_AGENT_IMAGE: agent.name,
        GKE_DEFAULT_IMAGE: 'base',
        ONMEMOS_KUBERNETES_URL: cluster.url,
        ONMEMOS_GOOGLE_CREDENTIALS: 'none',
      },
    })
    return async () => {
      // It says so if the books are not sound.
      await world.close()
      await cluster.close()
      agent.remove()
    }
  })

  afterEach(async () => {
    skewed.seconds = 0
    cluster.steering.clear()
    cluster.machine.images.find('base')
    expect(await world.plane.providers.gke.list(), 'nothing is left').toEqual([])
    const core = configOf(cluster.url).makeApiClient(CoreV1Api)
    const secrets = async () => (await core.listSecretForAllNamespaces()).items
    await expect.poll(secrets, { timeout: 30_000, message: 'nothing is left' }).toEqual([])
    expect((await ada().get('/v1/billing/balance')).body.held.micros).toBe(0)
  })

  const ada = () => world.as('ada')
  const create = async (wait = 60) =>
    (await ada().post(`/v1/sessions?wait=${wait}`, { provider: 'gke' })).body
  const look = async (id: string) => (await ada().get(`/v1/sessions/${id}`)).body
  const charged = async (id: string): Promise<number> =>
    (await ada().get(`/v1/sessions/${id}/receipt`)).body.charged.micros
  const podOf = ({ details }: Awaited<ReturnType<typeof create>>) => ({
    name: details.pod_name,
    namespace: details.namespace,
  })
  const pods = { method: 'POST', path: /\/pods$/ }

  const evicted = { reason: 'Evicted', message: 'the node was low on memory' }
  test.each([
    ['evicted', 0],
    ['evicted, by a cluster whose clock is an hour ahead of ours', 3_600],
    ['evicted, by a cluster whose clock is an hour behind', -3_600],
  ])('ends as lost when its pod is %s', async (_, seconds) => {
    skewed.seconds = seconds
    const session = await create()
    expect(session.status).toBe('running')
    await cluster.machine.fail(podOf(session), evicted)
    await world.run('reconcile')
    expect(await look(session.id)).toMatchObject({ status: 'failed', reason: 'provider_lost' })
    const { micros } = session.rate_per_hour
    expect(await charged(session.id)).toBeLessThanOrEqual(Math.ceil(micros / 60))
    await world.run('reconcile')
  })

  test('ends as lost when its node is gone, though the cluster says that it runs', async () => {
    const session = await create()
    await cluster.machine.lose(podOf(session), plusSeconds(world.clock.now(), -600))
    await world.run('reconcile')
    expect(await look(session.id)).toMatchObject({ status: 'failed', reason: 'provider_lost' })
    await world.run('reconcile')
  })

  test('ends as out of memory when its command takes all there is', async () => {
    const session = await create()
    const hungry = 'head -c 2000m /dev/zero | tail -c 1900m | wc -c'
    const running = ada().post(`/v1/sessions/${session.id}/execute`, { command: hungry })
    await until(async () => {
      await world.run('reconcile')
      return (await look(session.id)).status === 'failed'
    })
    expect(await look(session.id)).toMatchObject({ reason: 'oom' })
    await running
    await world.run('reconcile')
  })

  test('fails to start, and costs nothing, where its image cannot be pulled', async () => {
    cluster.machine.images.lose('base')
    const { id } = await create()
    expect(await look(id)).toMatchObject({ status: 'failed', reason: 'start_failed' })
    expect(await charged(id)).toBe(0)
  })

  test('fails to start, and costs nothing, where its namespace has no quota left', async () => {
    const core = configOf(cluster.url).makeApiClient(CoreV1Api)
    const namespace = `onmemos-${world.citizen('ada').accountId}`
    const metadata = { name: 'none' }
    await core.createNamespace({ body: { metadata: { name: namespace } } }).catch(() => undefined)
    await core.createNamespacedResourceQuota({
      namespace,
      body: { metadata, spec: { hard: { pods: '0' } } },
    })
    try {
      const { id } = await create()
      expect(await look(id)).toMatchObject({ status: 'failed', reason: 'start_failed' })
      expect(await charged(id)).toBe(0)
    } finally {
      await core.deleteNamespacedResourceQuota({ namespace, ...metadata })
    }
  })

  test.each([
    ['is busy', { kind: 'answer', status: 429, message: 'later' }],
    ['breaks off when it has made the pod', { kind: 'lie', status: 503 }],
    ['drops the connection when it has made the pod', { kind: 'drop' }],
    ['hears of the pod twice', { kind: 'twice' }],
  ] as const)('runs all the same where the cluster %s', async (_, trouble) => {
    cluster.steering.next(trouble, pods)
    const session = await create()
    expect(session.status).toBe('running')
    const [box, ...others] = await world.plane.providers.gke.list()
    expect([box?.sessionId, others]).toEqual([session.id, []])
    await ada().delete(`/v1/sessions/${session.id}`)
  })

  test('fails to start where the cluster never does what it is asked', async () => {
    const refusal = { kind: 'answer', status: 503, message: 'no' } as const
    cluster.steering.next(refusal, { times: 10_000 })
    const { id } = await create(0)
    await until(async () => {
      world.advance({ seconds: 60 })
      await world.run('sweep')
      return (await look(id)).status === 'failed'
    })
    expect(await look(id)).toMatchObject({ reason: 'start_failed' })
    cluster.steering.clear()
    // Its circuit closes again by itself.
    await until(async () => (await world.plane.providers.gke.list().catch(() => null)) !== null)
    await world.run('reconcile')
  })
})
