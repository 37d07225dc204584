import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { CoreV1Api, KubeConfig, NetworkingV1Api } from '@kubernetes/client-node'
import { expect, onTestFinished, test } from 'vitest'
import { openKubernetes } from '../../../emulators/kubernetes/server.ts'

/** A cluster of the test's own, with the official client on it. */
async function newCluster() {
  const emulator = await openKubernetes()
  onTestFinished(() => emulator.close())
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: [{ name: 'c', server: emulator.url, skipTLSVerify: true }],
    users: [{ name: 'u' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  })
  return {
    url: emulator.url,
    core: config.makeApiClient(CoreV1Api),
    networking: config.makeApiClient(NetworkingV1Api),
  }
}

test('the official client makes, reads, lists, replaces and deletes what there is', async () => {
  const { core, networking } = await newCluster()
  const labels = { team: 'a' }
  await core.createNamespace({ body: { metadata: { name: 'one', labels } } })
  await core.createNamespace({ body: { metadata: { name: 'two' } } })
  const found = await core.listNamespace({ labelSelector: 'team=a' })
  expect(found.items.map(({ metadata }) => metadata?.name)).toEqual(['one'])
  const account = { metadata: { name: 'worker', annotations: { as: 'somebody' } } }
  await core.createNamespacedServiceAccount({ namespace: 'one', body: account })
  const read = await core.readNamespacedServiceAccount({ namespace: 'one', name: 'worker' })
  expect(read.metadata?.annotations).toEqual({ as: 'somebody' })
  const replaced = await core.replaceNamespacedServiceAccount({
    namespace: 'one',
    name: 'worker',
    body: { ...read, automountServiceAccountToken: false },
  })
  expect(replaced.automountServiceAccountToken).toBe(false)
  const stale = { namespace: 'one', name: 'worker', body: read }
  await expect(core.replaceNamespacedServiceAccount(stale)).rejects.toMatchObject({ code: 409 })
  await networking.createNamespacedNetworkPolicy({
    namespace: 'one',
    body: { metadata: { name: 'closed' }, spec: { podSelector: {}, policyTypes: ['Ingress'] } },
  })
  await core.deleteNamespace({ name: 'one' })
  await expect(core.readNamespace({ name: 'one' })).rejects.toMatchObject({ code: 404 })
  const left = await core.listServiceAccountForAllNamespaces()
  expect(left.items.map(({ metadata }) => metadata?.namespace)).toEqual(['two'])
  expect((await networking.listNetworkPolicyForAllNamespaces()).items).toEqual([])
})

test('what is there, what is in no namespace and what has no name is refused', async () => {
  const { core } = await newCluster()
  await core.createNamespace({ body: { metadata: { name: 'one' } } })
  const refused = (making: Promise<unknown>) => expect(making).rejects
  const again = core.createNamespace({ body: { metadata: { name: 'one' } } })
  await refused(again).toMatchObject({ code: 409 })
  await refused(core.createNamespace({ body: { metadata: { name: 'No' } } })).toMatchObject({
    code: 422,
  })
  const body = { metadata: { name: 'worker' } }
  const nowhere = core.createNamespacedServiceAccount({ namespace: 'nowhere', body })
  await refused(nowhere).toMatchObject({ code: 404 })
})

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0
const manifest = (as: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'worker', namespace: 'one', annotations: { as } },
  })

test.skipIf(!hasKubectl)('kubectl applies both ways, gets and deletes', async () => {
  const { url, core } = await newCluster()
  await core.createNamespace({ body: { metadata: { name: 'one' } } })
  const kubectl = async (args: string, input = '') => {
    const all = [`--server=${url}`, '--kubeconfig=/dev/null', ...args.split(' ')]
    const child = spawn('kubectl', all, { env: { ...process.env, HOME: '/nonexistent' } })
    child.stdin.end(input)
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    return out + err
  }
  expect(await kubectl('apply -f -', manifest('a'))).toContain('serviceaccount/worker created')
  expect(await kubectl('apply -f -', manifest('b'))).toContain('serviceaccount/worker configured')
  expect(await kubectl('apply --server-side --force-conflicts -f -', manifest('c'))).toContain(
    'serverside-applied',
  )
  const read = await core.readNamespacedServiceAccount({ namespace: 'one', name: 'worker' })
  expect(read.metadata?.annotations).toMatchObject({ as: 'c' })
  expect(await kubectl('get ns,sa -n one')).toMatch(/namespace\/one[\s\S]*serviceaccount\/worker/)
  expect(await kubectl('delete ns one --wait=false')).toContain('namespace "one" deleted')
  expect(await kubectl('get sa -A')).not.toContain('worker')
})
