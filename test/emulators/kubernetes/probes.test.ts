import type { V1Pod } from '@kubernetes/client-node'
import { beforeAll, expect, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { canRun, clientOf } from './cluster.ts'

let cluster: Kubernetes
let client: ReturnType<typeof clientOf>
beforeAll(async () => {
  cluster = await openKubernetes()
  client = clientOf(cluster)
  return () => cluster.close()
})

const forever = 'while :; do sleep 0.1; done'
const quickly = { periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 10 }
const isReady = (pod: V1Pod) =>
  pod.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
const runs = (pod: V1Pod) => pod.status?.containerStatuses?.[0]?.state?.running !== undefined
const podTest = test.skipIf(!canRun)

podTest('a container is ready while its probe says so, and no longer', async () => {
  const namespace = await client.namespace()
  const readinessProbe = { exec: { command: ['test', '-f', '/tmp/ready'] }, ...quickly }
  await client.pod(namespace, forever, { container: { readinessProbe } })
  expect(isReady(await client.until(namespace, 'pod', runs))).toBe(false)
  await client.exec(namespace, 'pod', ['touch', '/tmp/ready'])
  await client.until(namespace, 'pod', isReady)
  await client.exec(namespace, 'pod', ['rm', '/tmp/ready'])
  await client.until(namespace, 'pod', (pod) => runs(pod) && !isReady(pod))
})

podTest('one that is not alive begins again', async () => {
  const namespace = await client.namespace()
  const well = { exec: { command: ['test', '-f', '/tmp/well'] } }
  await client.pod(namespace, `touch /tmp/well; ${forever}`, {
    container: {
      livenessProbe: { ...well, ...quickly },
      startupProbe: { ...well, ...quickly, failureThreshold: 30 },
    },
    spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 0 },
  })
  await client.until(namespace, 'pod', isReady)
  await client.exec(namespace, 'pod', ['rm', '/tmp/well'])
  await client.until(namespace, 'pod', (pod) => {
    const [status] = pod.status?.containerStatuses ?? []
    return status?.restartCount === 1 && isReady(pod)
  })
  const { items } = await client.core.listNamespacedEvent({ namespace })
  expect(items.map(({ reason }) => reason)).toContain('Unhealthy')
})

podTest('a probe asks by HTTP, or only whether somebody listens', async () => {
  const namespace = await client.namespace()
  const asks = (name: string, probe: object) =>
    client.pod(namespace, 'cd /tmp; exec python3 -m http.server 8080', {
      name,
      container: {
        ports: [{ name: 'web', containerPort: 8_080 }],
        readinessProbe: { ...quickly, ...probe },
      },
    })
  await asks('http', { httpGet: { port: 'web', path: '/' } })
  await asks('missing', { httpGet: { port: 8_080, path: '/nothing' } })
  await asks('socket', { tcpSocket: { port: 'web' } })
  await client.until(namespace, 'http', isReady)
  await client.until(namespace, 'socket', isReady)
  expect(isReady(await client.until(namespace, 'missing', runs))).toBe(false)
})
