import { beforeAll, expect, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { clientOf, soon } from './cluster.ts'

let cluster: Kubernetes
let client: ReturnType<typeof clientOf>
beforeAll(async () => {
  cluster = await openKubernetes()
  client = clientOf(cluster)
  return () => cluster.close()
})

const make = async (
  namespace: string,
  name: string,
  owners: readonly { uid: string; name: string }[],
) => {
  const { metadata } = await client.core.createNamespacedConfigMap({
    namespace,
    body: {
      metadata: {
        name,
        ownerReferences: owners.map((owner) => ({ apiVersion: 'v1', kind: 'ConfigMap', ...owner })),
      },
    },
  })
  return { name, uid: metadata?.uid ?? '' }
}
const namesIn = async (namespace: string) =>
  (await client.core.listNamespacedConfigMap({ namespace })).items.map(
    ({ metadata }) => metadata?.name,
  )

test('what belonged to what is deleted goes as well, and what belonged to that', async () => {
  const namespace = await client.namespace()
  const owner = await make(namespace, 'owner', [])
  const child = await make(namespace, 'child', [owner])
  await make(namespace, 'grandchild', [child])
  const other = await make(namespace, 'other', [])
  await make(namespace, 'shared', [owner, other])
  await client.core.deleteNamespacedConfigMap({ namespace, name: 'owner' })
  await expect.poll(() => namesIn(namespace), soon).toEqual(['other', 'shared'])
  await client.core.deleteNamespacedConfigMap({ namespace, name: 'other' })
  await expect.poll(() => namesIn(namespace), soon).toEqual([])
})

test('what is orphaned stays, and belongs to nobody', async () => {
  const namespace = await client.namespace()
  await make(namespace, 'child', [await make(namespace, 'owner', [])])
  await client.core.deleteNamespacedConfigMap({
    namespace,
    name: 'owner',
    propagationPolicy: 'Orphan',
  })
  const { metadata } = await client.core.readNamespacedConfigMap({ namespace, name: 'child' })
  expect(metadata?.ownerReferences ?? []).toEqual([])
})

test('what comes when its owner has gone already goes as well', async () => {
  const namespace = await client.namespace()
  const owner = await make(namespace, 'owner', [])
  await client.core.deleteNamespacedConfigMap({ namespace, name: 'owner' })
  await make(namespace, 'late', [owner])
  await expect.poll(() => namesIn(namespace), soon).toEqual([])
})

test('a volume goes with the namespace that it belongs to', async () => {
  const name = await client.namespace()
  const { metadata } = await client.core.readNamespace({ name })
  await client.core.createPersistentVolume({
    body: {
      metadata: {
        name: 'share',
        ownerReferences: [{ apiVersion: 'v1', kind: 'Namespace', name, uid: metadata?.uid ?? '' }],
      },
      spec: { capacity: { storage: '1Gi' }, nfs: { server: '10.0.0.2', path: '/files' } },
    },
  })
  await client.core.deleteNamespace({ name })
  await expect
    .poll(async () => (await client.core.listPersistentVolume()).items.length, soon)
    .toBe(0)
})
