import type { V1Container, V1Pod, V1SecurityContext, V1Toleration } from '@kubernetes/client-node'
import { nodeFlags } from '../../agents/launch.ts'
import { limits } from '../../platform/limits.ts'
import type { BoxSpec } from '../provider.ts'
import { bucketLabel, labelsOf, namespaceOf, podName, stopKeyAnnotation } from './names.ts'
import { agentPort, type GkeOptions } from './options.ts'
import { places } from './places.ts'
import { runScript } from './script.ts'
import { memoryMb, mountsOf, volumesOf } from './volumes.ts'

export const agentContainer = 'session'
/** Whom everything in a pod runs as: nobody in the image, and never root. */
export const uid = 1_000

/** The pod of a session's turn, within the `restricted` profile: no root, no capability, no token, no host. */
export function podOf(options: GkeOptions, spec: BoxSpec, stopKey: string): V1Pod {
  const { bucket } = spec.storage ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName(spec),
      namespace: namespaceOf(options, spec),
      labels: { ...labelsOf(options, spec), ...(bucket ? { [bucketLabel]: 'true' } : {}) },
      annotations: {
        [stopKeyAnnotation]: stopKey,
        // It is paid for until its lease ends: nothing moves it before.
        'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
        ...(bucket ? { 'gke-gcsfuse/volumes': 'true' } : {}),
      },
    },
    spec: {
      restartPolicy: 'Never',
      serviceAccountName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      hostname: podName(spec),
      ...(options.runtimeClass ? { runtimeClassName: options.runtimeClass } : {}),
      // Once said it can only be lowered, so it is no lease: the agent keeps that, and this bounds an agent that does not.
      activeDeadlineSeconds: limits.sessionDurationMinutesMax * 60 + limits.leaseSeconds,
      tolerations: [...gone],
      terminationGracePeriodSeconds: limits.stopGraceSecondsMax,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: uid,
        runAsGroup: uid,
        fsGroup: uid,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      initContainers: [bringAgent(options)],
      containers: [session(options, spec)],
      volumes: [...volumesOf(spec, podName(spec))],
    },
  }
}

export const serviceAccountName = 'workspace'

/** A pod whose node is lost is given up by the cluster after a minute, not after its five. */
const gone: readonly V1Toleration[] = ['not-ready', 'unreachable'].map((trouble) => ({
  key: `node.kubernetes.io/${trouble}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 60,
}))

const restricted: V1SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
}

/** Only this container sees the Secret: what it holds is gone from the pod's files before the user's first command. */
const bringAgent = ({ agentImage }: GkeOptions): V1Container => ({
  name: 'agent',
  image: agentImage,
  command: [
    '/bin/sh',
    '-ec',
    `cp -r /onmemos/. ${places.program}; umask 077; cat ${places.secret}/agent.json > ${places.agent}/config.json`,
  ],
  volumeMounts: [
    { name: 'program', mountPath: places.program },
    { name: 'run', mountPath: places.agent },
    { name: 'secret', mountPath: places.secret, readOnly: true },
  ],
  resources: exactly({ cpu: '250m', memory: '256Mi', 'ephemeral-storage': '256Mi' }),
  securityContext: { ...restricted, readOnlyRootFilesystem: true },
})

const session = (options: GkeOptions, spec: BoxSpec): V1Container => ({
  name: agentContainer,
  image: options.images[spec.template],
  command: [options.shell, '-c', runScript(nodeFlags)],
  workingDir: places.workspace,
  ports: [{ name: 'agent', containerPort: agentPort }],
  volumeMounts: [...mountsOf(spec)],
  resources: exactly({
    cpu: `${spec.cpuMillis}m`,
    memory: `${memoryMb(spec)}Mi`,
    // What the agent keeps of what its commands said, and itself.
    'ephemeral-storage': '512Mi',
  }),
  securityContext: restricted,
})

/** What it asks for is what it gets, and no more: a neighbour's burst takes nothing from it. */
const exactly = (quantities: Record<string, string>) => ({
  requests: quantities,
  limits: quantities,
})
