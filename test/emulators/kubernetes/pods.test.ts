import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Log, makeInformer, type V1Pod, Watch } from '@kubernetes/client-node'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { SteeredTime } from '../../../emulators/scheduler/time.ts'
import { family, survivors } from '../../kit/processes.ts'
import {
  type Client,
  canRun,
  clientOf,
  endOf,
  isOver,
  isRunning,
  soon,
  waitingOf,
} from './cluster.ts'

const forever = 'while :; do sleep 0.1; done'
let cluster: Kubernetes
let client: Client

beforeAll(async () => {
  cluster = await openKubernetes()
  client = clientOf(cluster)
})
afterAll(() => cluster.close())

test.skipIf(!canRun)('a pod runs its containers one after and then beside the other', async () => {
  const namespace = await client.namespace()
  const mounts = { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }
  const first = { name: 'first', image: 'x', command: ['sh', '-c', 'echo made > /shared/file'] }
  await client.pod(namespace, `cat /shared/file; echo $WHO; id -u; ${forever}`, {
    container: { ...mounts, env: [{ name: 'WHO', value: 'I am $(HOSTNAME)' }] },
    spec: {
      initContainers: [{ ...first, ...mounts }],
      volumes: [{ name: 'shared', emptyDir: {} }],
      securityContext: { runAsUser: 1000, runAsNonRoot: true },
    },
  })
  const pod = await client.until(namespace, 'pod', isRunning)
  expect(pod.status?.initContainerStatuses?.[0]).toMatchObject({
    ready: true,
    state: { terminated: { exitCode: 0, reason: 'Completed' } },
  })
  expect(pod.status?.conditions?.filter(({ status }) => status === 'True')).toHaveLength(5)
  await expect
    .poll(() => client.core.readNamespacedPodLog({ namespace, name: 'pod' }), soon)
    .toBe('made\nI am pod\n1000\n')
})

test.skipIf(!canRun)('a program runs beside it with its streams and its exit code', async () => {
  const namespace = await client.namespace()
  await client.pod(namespace, forever)
  await client.until(namespace, 'pod', isRunning)
  const script = 'cat; echo oops >&2; exit 3'
  const ran = await client.exec(namespace, 'pod', ['sh', '-c', script], 'typed')
  expect(ran).toMatchObject({
    stdout: 'typed',
    stderr: 'oops\n',
    status: { status: 'Failure', details: { causes: [{ reason: 'ExitCode', message: '3' }] } },
  })
  const missing = await client.exec(namespace, 'pod', ['no-such-program'])
  expect(missing.status.message).toContain('executable file not found')
})

test.skipIf(!canRun)('how a container ended is told, and what it said last', async () => {
  const namespace = await client.namespace()
  const make = (name: string, script: string, container = {}) =>
    client.pod(namespace, script, { name, container })
  await make('well', 'exit 0')
  await make('badly', 'echo why > /dev/termination-log; exit 7')
  await make('starved', 'head -c 200m /dev/zero | tail -c 150m | wc -c', {
    resources: { limits: { memory: '32Mi' } },
  })
  await make('absent', '', { command: ['no-such-program'] })
  const ends = await Promise.all(
    ['well', 'badly', 'starved', 'absent'].map((name) => client.until(namespace, name, isOver)),
  )
  expect(ends.map((pod) => [pod.status?.phase, endOf(pod)?.exitCode, endOf(pod)?.reason])).toEqual([
    ['Succeeded', 0, 'Completed'],
    ['Failed', 7, 'Error'],
    ['Failed', 137, 'OOMKilled'],
    ['Failed', 128, 'StartError'],
  ])
  expect(ends.map((pod) => endOf(pod)?.message ?? '')[1]).toBe('why\n')
})

test.skipIf(!canRun)('a container that fails is restarted if its pod says so', async () => {
  const namespace = await client.namespace()
  const mounts = { volumeMounts: [{ name: 'kept', mountPath: '/kept' }] }
  const script = 'echo run >> /kept/runs; [ $(wc -l < /kept/runs) -ge 2 ]'
  await client.pod(namespace, script, {
    container: mounts,
    spec: { restartPolicy: 'OnFailure', volumes: [{ name: 'kept', emptyDir: {} }] },
  })
  const pod = await client.until(namespace, 'pod', isOver)
  expect(pod.status).toMatchObject({
    phase: 'Succeeded',
    containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 1 } } }],
  })
})

test.skipIf(!canRun)('a pod is ended when its time is up, and its processes with it', async () => {
  const time = new SteeredTime('2026-01-01T00:00:00.000Z')
  const other = await openKubernetes(undefined, undefined, { time })
  onTestFinished(() => other.close())
  const { core, namespace: newNamespace, pod, until } = clientOf(other)
  const namespace = await newNamespace()
  const log = () => core.readNamespacedPodLog({ namespace, name: 'pod' })
  await pod(namespace, `trap 'echo asked; exit 0' TERM; echo up; ${forever}`, {
    spec: { activeDeadlineSeconds: 3_600, terminationGracePeriodSeconds: 20 },
  })
  await until(namespace, 'pod', isRunning)
  await expect.poll(log, soon).toBe('up\n')
  await time.advance(3_599)
  expect(isRunning(await core.readNamespacedPod({ namespace, name: 'pod' }))).toBe(true)
  await time.advance(1)
  const ended = await until(namespace, 'pod', isOver)
  expect(ended.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
  expect(await log()).toBe('up\nasked\n')
})

test.skipIf(!canRun)('a pod that is deleted is asked to end, and is gone when it has', async () => {
  const namespace = await client.namespace()
  const script = `trap 'sleep 0.3; exit 0' TERM; echo up; ${forever}`
  await client.pod(namespace, script, { spec: { terminationGracePeriodSeconds: 30 } })
  await client.until(namespace, 'pod', isRunning)
  await expect
    .poll(() => client.core.readNamespacedPodLog({ namespace, name: 'pod' }), soon)
    .toBe('up\n')
  const said = await client.core.deleteNamespacedPod({ namespace, name: 'pod' })
  expect(said).toMatchObject({ metadata: { deletionGracePeriodSeconds: 30 } })
  await client.gone(namespace, 'pod')
})

test.skipIf(!canRun)('an image that cannot be pulled is tried until it can', async () => {
  const namespace = await client.namespace()
  cluster.machine.images.lose('missing')
  await client.pod(namespace, 'true', { container: { image: 'missing' } })
  await client.until(namespace, 'pod', (one) => waitingOf(one)?.reason === 'ImagePullBackOff')
  cluster.machine.images.find('missing')
})

test.skipIf(!canRun)('config maps, secrets and claims are files and variables', async () => {
  const namespace = await client.namespace()
  const { core } = client
  await core.createNamespacedConfigMap({
    namespace,
    body: { metadata: { name: 'map' }, data: { colour: 'red' } },
  })
  await core.createNamespacedSecret({
    namespace,
    body: { metadata: { name: 'secret' }, stringData: { word: 'hush' } },
  })
  await core.createNamespacedPersistentVolumeClaim({
    namespace,
    body: {
      metadata: { name: 'claim' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  })
  const volumes = [
    { name: 'map', configMap: { name: 'map' } },
    { name: 'secret', secret: { secretName: 'secret' } },
    { name: 'claim', persistentVolumeClaim: { claimName: 'claim' } },
  ]
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }))
  const env = [
    { name: 'WORD', valueFrom: { secretKeyRef: { name: 'secret', key: 'word' } } },
    { name: 'ME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ]
  const container = { volumeMounts, env, envFrom: [{ configMapRef: { name: 'map' } }] }
  const says = 'cat /map/colour /secret/word; echo " $colour $WORD $ME"; echo kept > /claim/file'
  await client.pod(namespace, says, { name: 'one', container, spec: { volumes } })
  await client.until(namespace, 'one', isOver)
  expect(await core.readNamespacedPodLog({ namespace, name: 'one' })).toBe('redhush red hush one\n')
  await core.deleteNamespacedPod({ namespace, name: 'one' })
  await client.pod(namespace, 'cat /claim/file', { name: 'two', container, spec: { volumes } })
  await client.until(namespace, 'two', isOver)
  expect(await core.readNamespacedPodLog({ namespace, name: 'two' })).toBe('kept\n')
})

test.skipIf(!canRun)('a log is followed to its end, and told from near its end', async () => {
  const namespace = await client.namespace()
  await client.pod(namespace, 'for i in 1 2 3; do echo line $i; sleep 0.2; done')
  await client.until(namespace, 'pod', (pod) => isRunning(pod) || isOver(pod))
  const heard = new PassThrough()
  await new Log(client.config).log(namespace, 'pod', 'main', heard, { follow: true })
  expect(await text(heard)).toBe('line 1\nline 2\nline 3\n')
  const tail = await client.core.readNamespacedPodLog({ namespace, name: 'pod', tailLines: 1 })
  expect(tail).toBe('line 3\n')
})

test.skipIf(!canRun)('an informer hears of all that becomes of a pod', async () => {
  const namespace = await client.namespace()
  const path = `/api/v1/namespaces/${namespace}/pods`
  const informer = makeInformer<V1Pod>(client.config, path, () =>
    client.core.listNamespacedPod({ namespace }),
  )
  const phases: (string | undefined)[] = []
  informer.on('change', (pod) => {
    if (phases.at(-1) !== pod.status?.phase) phases.push(pod.status?.phase)
  })
  let isGone = false
  informer.on('delete', () => {
    isGone = true
  })
  await informer.start()
  await client.pod(namespace, 'sleep 1')
  await expect.poll(() => phases, soon).toContain('Running')
  // As servers do now and then: it asks again from where it was.
  cluster.cutWatches()
  await client.until(namespace, 'pod', isOver)
  await client.core.deleteNamespacedPod({ namespace, name: 'pod' })
  await expect.poll(() => isGone, soon).toBe(true)
  expect(phases).toEqual(['Pending', 'Running', 'Succeeded'])
  await informer.stop()
})

test('who watches from too long ago is told to list again', async () => {
  const namespace = await client.namespace()
  const { metadata } = await client.core.listNamespacedPod({ namespace })
  await client.core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'one' } } })
  cluster.cluster.store.forget()
  const heard: unknown[] = []
  await new Promise<void>((ended) => {
    const query = { resourceVersion: metadata?.resourceVersion }
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    void new Watch(client.config).watch(
      path,
      query,
      (type, { code }) => heard.push([type, code]),
      () => ended(),
    )
  })
  expect(heard).toEqual([['ERROR', 410]])
})

test.skipIf(!canRun)('after a restart a pod begins again, unless it never does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onmemos-cluster-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const open = () =>
    openKubernetes(join(folder, 'state.json'), undefined, { directory: join(folder, 'pods') })
  const before = await open()
  const { namespace: newNamespace, pod, until } = clientOf(before)
  const namespace = await newNamespace()
  for (const restartPolicy of ['Always', 'Never']) {
    const name = restartPolicy.toLowerCase()
    await pod(namespace, `echo up; ${forever}`, { name, spec: { restartPolicy } })
    await until(namespace, name, isRunning)
  }
  await before.close()
  const after = await open()
  onTestFinished(() => after.close())
  const again = clientOf(after)
  const never = await again.until(namespace, 'never', isOver)
  expect(never.status).toMatchObject({ phase: 'Failed', reason: 'ContainerStatusUnknown' })
  const log = () => again.core.readNamespacedPodLog({ namespace, name: 'always' })
  await expect.poll(log, soon).toBe('up\n')
})

test.skipIf(!canRun)('no process outlives the server', async () => {
  const other = await openKubernetes()
  const { pod, namespace, until } = clientOf(other)
  const within = await namespace()
  const before = new Set(family(process.pid))
  await pod(within, forever, { spec: { terminationGracePeriodSeconds: 30 } })
  await until(within, 'pod', isRunning)
  const began = family(process.pid).filter((pid) => !before.has(pid))
  expect(began.length).toBeGreaterThan(1)
  await other.close()
  expect(await survivors(began)).toEqual([])
})
