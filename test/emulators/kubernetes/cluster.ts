import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  CoreV1Api,
  Exec,
  KubeConfig,
  NetworkingV1Api,
  RbacAuthorizationV1Api,
  type V1Container,
  type V1Pod,
  type V1PodSpec,
  type V1Status,
} from '@kubernetes/client-node'
import { expect } from 'vitest'
import type { Kubernetes } from '../../../emulators/kubernetes/server.ts'
import { host } from '../../../shared/providers/local/host.ts'

/** Whether this machine can run pods. */
export const canRun = host().isRoot && host().launchers.includes('bwrap')

/** How long a test waits for what does come: even on a busy machine. */
export const soon = { timeout: 25_000 }

/** The official client on an emulator, as somebody with this token. */
export function clientOf({ url }: Pick<Kubernetes, 'url'>, token?: string) {
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: [{ name: 'c', server: url, skipTLSVerify: true }],
    users: [{ name: 'u', ...(token ? { token } : {}) }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  })
  const core = config.makeApiClient(CoreV1Api)
  return {
    config,
    core,
    networking: config.makeApiClient(NetworkingV1Api),
    rbac: config.makeApiClient(RbacAuthorizationV1Api),

    /** A namespace that no other test has. */
    async namespace(): Promise<string> {
      const made = await core.createNamespace({ body: { metadata: { generateName: 'test-' } } })
      return made.metadata?.name ?? ''
    },

    /** A pod of one container that runs this in a shell, unless more is said. */
    pod: (namespace: string, script: string, more: PodChanges = {}) =>
      core.createNamespacedPod({ namespace, body: podOf(script, more) }),

    /** The pod, once this holds of it. */
    async until(namespace: string, name: string, holds: (pod: V1Pod) => boolean): Promise<V1Pod> {
      let pod = await core.readNamespacedPod({ namespace, name })
      await expect
        .poll(
          async () => {
            pod = await core.readNamespacedPod({ namespace, name })
            return holds(pod)
          },
          { ...soon, interval: 30 },
        )
        .toBe(true)
      return pod
    },

    /** Settles when there is no such pod any more. */
    async gone(namespace: string, name: string): Promise<void> {
      const fieldSelector = `metadata.name=${name}`
      const count = async () =>
        (await core.listNamespacedPod({ namespace, fieldSelector })).items.length
      await expect.poll(count, soon).toBe(0)
    },

    /** A program in a pod's first container: what it said and how it ended. */
    async exec(namespace: string, name: string, command: string[], input?: string) {
      const [out, err] = [new PassThrough(), new PassThrough()]
      const heard = Promise.all([text(out), text(err)])
      const stdin = input === undefined ? null : Readable.from([Buffer.from(input)])
      const status = await new Promise<V1Status>((ended, failed) => {
        new Exec(config)
          .exec(namespace, name, 'main', command, out, err, stdin, false, ended)
          .catch(failed)
      })
      const [stdout, stderr] = await heard
      return { stdout, stderr, status }
    },
  }
}
export type Client = ReturnType<typeof clientOf>

export interface PodChanges {
  readonly name?: string
  readonly container?: Partial<V1Container>
  readonly spec?: Partial<V1PodSpec>
}

export const podOf = (script: string, { name = 'pod', container, spec }: PodChanges): V1Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image: 'debian', command: ['sh', '-c', script], ...container }],
    ...spec,
  },
})

export const isRunning = ({ status }: V1Pod) => status?.phase === 'Running'
export const isOver = ({ status }: V1Pod) =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed'
export const endOf = ({ status }: V1Pod) => status?.containerStatuses?.[0]?.state?.terminated
export const waitingOf = ({ status }: V1Pod) => status?.containerStatuses?.[0]?.state?.waiting
