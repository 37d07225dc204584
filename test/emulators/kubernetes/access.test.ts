import { AuthorizationV1Api } from '@kubernetes/client-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { type Client, canRun, clientOf, isRunning } from './cluster.ts'

let cluster: Kubernetes
let admin: Client

beforeAll(async () => {
  cluster = await openKubernetes(undefined, undefined, {
    anonymous: 'nobody',
    tokens: { 'admin-token': { name: 'ada', groups: ['system:masters'] } },
  })
  admin = clientOf(cluster, 'admin-token')
})
afterAll(() => cluster.close())

const apiGroup = 'rbac.authorization.k8s.io'

/** A service account of a new namespace that may do this there, and nothing more. */
async function accountWith(
  rules: { resources: string[]; verbs: string[]; resourceNames?: string[] }[],
) {
  const namespace = await admin.namespace()
  const metadata = { name: 'worker' }
  await admin.core.createNamespacedServiceAccount({ namespace, body: { metadata } })
  await admin.rbac.createNamespacedRole({
    namespace,
    body: { metadata, rules: rules.map((rule) => ({ apiGroups: [''], ...rule })) },
  })
  await admin.rbac.createNamespacedRoleBinding({
    namespace,
    body: {
      metadata,
      roleRef: { apiGroup, kind: 'Role', name: 'worker' },
      subjects: [{ kind: 'ServiceAccount', name: 'worker', namespace }],
    },
  })
  const { status } = await admin.core.createNamespacedServiceAccountToken({
    namespace,
    name: 'worker',
    body: { spec: { audiences: [] } },
  })
  return { namespace, client: clientOf(cluster, status?.token) }
}

test('who is nobody, or not who he says, is told so', async () => {
  const nobody = clientOf(cluster).core.listNamespace()
  await expect(nobody).rejects.toMatchObject({ code: 403 })
  const stranger = clientOf(cluster, 'made-up').core.listNamespace()
  await expect(stranger).rejects.toMatchObject({ code: 401 })
})

test('a service account may do what its role says, in its namespace, and nothing else', async () => {
  const { namespace, client } = await accountWith([
    { resources: ['configmaps'], verbs: ['create', 'list'] },
    { resources: ['secrets'], verbs: ['get'], resourceNames: ['mine'] },
  ])
  const body = { metadata: { name: 'map' } }
  await client.core.createNamespacedConfigMap({ namespace, body })
  await client.core.listNamespacedConfigMap({ namespace })
  const refused = (asking: Promise<unknown>) =>
    expect(asking).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining(`User \\"system:serviceaccount:${namespace}:worker\\" cannot`),
    })
  await refused(client.core.readNamespacedConfigMap({ namespace, name: 'map' }))
  await refused(client.core.listNamespacedConfigMap({ namespace: 'elsewhere' }))
  await refused(client.core.listConfigMapForAllNamespaces())
  await refused(client.core.readNamespacedSecret({ namespace, name: 'another' }))
  const missing = client.core.readNamespacedSecret({ namespace, name: 'mine' })
  await expect(missing).rejects.toMatchObject({ code: 404 })
  const reviews = client.config.makeApiClient(AuthorizationV1Api)
  const mayHe = async (verb: string) => {
    const resourceAttributes = { namespace, verb, resource: 'configmaps' }
    const review = await reviews.createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes } },
    })
    return review.status?.allowed
  }
  expect([await mayHe('list'), await mayHe('delete')]).toEqual([true, false])
  await admin.core.deleteNamespacedServiceAccount({ namespace, name: 'worker' })
  const late = client.core.listNamespacedConfigMap({ namespace })
  await expect(late).rejects.toMatchObject({ code: 401 })
})

test.skipIf(!canRun)(
  'programs in pods are run by whom the role lets, and it is on record',
  async () => {
    const { namespace, client } = await accountWith([
      { resources: ['pods'], verbs: ['create', 'get'] },
      { resources: ['pods/exec'], verbs: ['get'] },
    ])
    await client.pod(namespace, 'while :; do sleep 0.1; done')
    await client.until(namespace, 'pod', isRunning)
    expect(await client.exec(namespace, 'pod', ['echo', 'in'])).toMatchObject({ stdout: 'in\n' })
    await admin.rbac.deleteNamespacedRoleBinding({ namespace, name: 'worker' })
    await expect(client.exec(namespace, 'pod', ['echo', 'in'])).rejects.toThrow()
    const its = cluster.requests.all.filter(({ user }) => user.endsWith(`${namespace}:worker`))
    expect(new Set(its.map(({ verb, resource }) => `${verb} ${resource}`))).toEqual(
      new Set(['create pods', 'get pods', 'get pods/exec']),
    )
  },
)

test('a request goes wrong as a test wants it to', async () => {
  const namespace = await admin.namespace()
  const make = (name: string) =>
    admin.core.createNamespacedConfigMap({ namespace, body: { metadata: { name } } })
  cluster.steering.next({ kind: 'answer', status: 429, message: 'slow down' }, { method: 'POST' })
  await expect(make('one')).rejects.toMatchObject({ code: 429 })
  cluster.steering.next({ kind: 'lie', status: 503 }, { method: 'POST' })
  await expect(make('one')).rejects.toMatchObject({ code: 503 })
  await expect(make('one')).rejects.toMatchObject({ code: 409 })
})
