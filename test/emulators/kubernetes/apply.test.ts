import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { type Client, clientOf } from './cluster.ts'

let cluster: Kubernetes
let client: Client
beforeAll(async () => {
  cluster = await openKubernetes()
  client = clientOf(cluster)
})
afterAll(() => cluster.close())

const asPatch = (strategy: string) => setHeaderOptions('Content-Type', strategy)

/** A config map of a namespace of its own, applied by whoever. */
async function newMap() {
  const namespace = await client.namespace()
  const apply = (fieldManager: string, data: Record<string, string>, force = false) =>
    client.core.patchNamespacedConfigMap(
      {
        namespace,
        name: 'map',
        fieldManager,
        force,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' }, data },
      },
      asPatch(PatchStrategy.ServerSideApply),
    )
  return { namespace, apply }
}

test('what somebody applied and says no more goes, and what others said stays', async () => {
  const { apply } = await newMap()
  await apply('ada', { a: '1', b: '2' })
  await apply('bob', { b: '2', c: '3' })
  const left = await apply('ada', { a: '1' })
  expect(left.data).toEqual({ a: '1', b: '2', c: '3' })
  expect((await apply('bob', {})).data).toEqual({ a: '1' })
})

test('who applies the same again changes nothing', async () => {
  const { apply } = await newMap()
  const first = await apply('ada', { a: '1' })
  const again = await apply('ada', { a: '1' })
  expect(again.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion)
})

test('who says otherwise than another is refused, unless he insists', async () => {
  const { apply } = await newMap()
  await apply('ada', { a: '1', b: '2' })
  await expect(apply('bob', { a: '9' })).rejects.toMatchObject({
    code: 409,
    body: expect.stringContaining('Apply failed with 1 conflict: conflict with \\"ada\\": .data.a'),
  })
  await apply('bob', { a: '9' }, true)
  const left = await apply('ada', { b: '2' })
  expect(left.data).toEqual({ a: '9', b: '2' })
})

test('each dialect of a patch changes what it says', async () => {
  const { namespace, apply } = await newMap()
  await apply('ada', { a: '1', b: '2' })
  const patch = (strategy: string, body: object) =>
    client.core.patchNamespacedConfigMap({ namespace, name: 'map', body }, asPatch(strategy))
  const json = await patch(PatchStrategy.JsonPatch, [
    { op: 'test', path: '/data/a', value: '1' },
    { op: 'replace', path: '/data/a', value: '3' },
  ])
  expect(json.data).toEqual({ a: '3', b: '2' })
  const failing = patch(PatchStrategy.JsonPatch, [{ op: 'test', path: '/data/a', value: '1' }])
  await expect(failing).rejects.toMatchObject({ code: 422 })
  const merge = await patch(PatchStrategy.MergePatch, { data: { b: null } })
  expect(merge.data).toEqual({ a: '3' })
  const strategic = await patch(PatchStrategy.StrategicMergePatch, { data: { c: '4' } })
  expect(strategic.data).toEqual({ a: '3', c: '4' })
})
