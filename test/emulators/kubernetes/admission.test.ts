import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { type Client, canRun, clientOf, isOver, isRunning } from './cluster.ts'

const forever = 'while :; do sleep 0.1; done'
let cluster: Kubernetes
let client: Client

beforeAll(async () => {
  cluster = await openKubernetes()
  client = clientOf(cluster)
})
afterAll(() => cluster.close())

const refused = (asking: Promise<unknown>, code: number, said: string) =>
  expect(asking).rejects.toMatchObject({ code, body: expect.stringContaining(said) })
const resources = (cpu: string) => ({ requests: { cpu }, limits: { cpu } })

test.skipIf(!canRun)(
  'a quota counts what is there and refuses what would be too much',
  async () => {
    const namespace = await client.namespace()
    const { core } = client
    await core.createNamespacedResourceQuota({
      namespace,
      body: { metadata: { name: 'few' }, spec: { hard: { pods: '2', 'requests.cpu': '1' } } },
    })
    const make = (name: string, cpu: string) =>
      client.pod(namespace, forever, { name, container: { resources: resources(cpu) } })
    await make('one', '600m')
    await refused(
      make('two', '500m'),
      403,
      'exceeded quota: few, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
    )
    await refused(client.pod(namespace, forever), 403, 'must specify requests.cpu')
    await make('two', '400m')
    const { status } = await core.readNamespacedResourceQuota({ namespace, name: 'few' })
    expect(status?.used).toEqual({ pods: '2', 'requests.cpu': '1' })
    await refused(make('three', '0'), 403, 'used: pods=2, limited: pods=2')
    await core.deleteNamespacedPod({ namespace, name: 'one' })
    await client.gone(namespace, 'one')
    await make('three', '600m')
  },
)

test('a limit range gives what is not said, and refuses what is too much', async () => {
  const namespace = await client.namespace()
  await client.core.createNamespacedLimitRange({
    namespace,
    body: {
      metadata: { name: 'range' },
      spec: {
        limits: [
          {
            type: 'Container',
            _default: { cpu: '500m' },
            defaultRequest: { cpu: '100m' },
            max: { cpu: '1' },
          },
        ],
      },
    },
  })
  const made = await client.pod(namespace, 'true')
  expect(made.spec?.containers[0]?.resources).toEqual({
    limits: { cpu: '500m' },
    requests: { cpu: '100m' },
  })
  const greedy = client.pod(namespace, 'true', {
    name: 'greedy',
    container: { resources: resources('2') },
  })
  await refused(greedy, 403, 'maximum cpu usage per Container is 1, but limit is 2')
})

test('a namespace that is restricted lets in only what is', async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  const namespace = 'restricted'
  await client.core.createNamespace({ body: { metadata: { name: namespace, labels } } })
  const said = 'violates PodSecurity \\"restricted:latest\\": allowPrivilegeEscalation != false'
  await refused(client.pod(namespace, 'true'), 403, said)
  const safe = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    runAsUser: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  }
  await client.pod(namespace, 'true', { container: { securityContext: safe } })
})

test.skipIf(!canRun)(
  'a pod has its account’s token, unless it says that it wants none',
  async () => {
    const namespace = await client.namespace()
    const read = 'cat /var/run/secrets/kubernetes.io/serviceaccount/token || echo none'
    await client.pod(namespace, read, { name: 'has' })
    await client.pod(namespace, `${read} 2>/dev/null`, {
      name: 'not',
      spec: { automountServiceAccountToken: false },
    })
    const said = async (name: string) => {
      await client.until(namespace, name, isOver)
      return client.core.readNamespacedPodLog({ namespace, name })
    }
    const its = clientOf(cluster, await said('has'))
    await expect(its.core.listNamespacedPod({ namespace })).rejects.toMatchObject({ code: 403 })
    expect(await said('not')).toContain('none')
    const stranger = client.pod(namespace, 'true', { spec: { serviceAccountName: 'stranger' } })
    await refused(stranger, 403, 'error looking up service account')
  },
)

test('a deadline comes nearer and never goes away, and nothing else of a pod changes', async () => {
  const namespace = await client.namespace()
  const { core } = client
  const made = await client.pod(namespace, forever, { spec: { activeDeadlineSeconds: 100 } })
  const change = (spec: object) =>
    core.replaceNamespacedPod({
      namespace,
      name: 'pod',
      body: {
        ...made,
        metadata: { name: 'pod' },
        spec: { ...made.spec, ...spec } as typeof made.spec & object,
      },
    })
  await change({ activeDeadlineSeconds: 50 })
  await refused(
    change({ activeDeadlineSeconds: 60 }),
    422,
    'must be less than or equal to previous',
  )
  await refused(
    change({ activeDeadlineSeconds: 40, hostname: 'x' }),
    422,
    'pod updates may not change',
  )
})

test.skipIf(!canRun)('a pod waits for room, and is ended by its machine', async () => {
  const namespace = await client.namespace()
  cluster.machine.isFull = true
  await client.pod(namespace, forever)
  await client.until(namespace, 'pod', ({ status }) =>
    Boolean(status?.conditions?.some(({ reason }) => reason === 'Unschedulable')),
  )
  cluster.machine.isFull = false
  await client.until(namespace, 'pod', isRunning)
  const why = { reason: 'Evicted', message: 'The node was low on resource: memory.' }
  await cluster.machine.fail({ namespace, name: 'pod' }, why)
  const pod = await client.until(namespace, 'pod', isOver)
  expect(pod.status).toMatchObject({ phase: 'Failed', ...why })
})
