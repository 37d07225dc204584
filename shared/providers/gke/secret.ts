import type { V1Pod, V1Secret } from '@kubernetes/client-node'
import type { AgentConfig } from '../../agents/launch.ts'
import { type Instant, plusSeconds } from '../../platform/clock.ts'
import { invariant } from '../../platform/faults.ts'
import type { BoxSpec } from '../provider.ts'
import { agentPort } from './options.ts'
import { places } from './places.ts'

/** What the agent of a pod is told. It belongs to the pod, and goes with it. */
export function secretOf(spec: BoxSpec, pod: V1Pod, stopKey: string, askedAt: Instant): V1Secret {
  const { name, namespace, uid, labels } = pod.metadata ?? {}
  invariant(name && namespace && uid && labels, 'a pod that was made has a name')
  const config: AgentConfig = {
    agentKey: spec.agentKey,
    stopKey,
    leaseSeconds: spec.leaseSeconds,
    // However long the pod takes to come up: from when it was asked for.
    leaseEndsAt: plusSeconds(askedAt, spec.leaseSeconds),
    stopGraceSeconds: spec.stopGraceSeconds,
    directory: places.agent,
    owner: null,
    ownedDirectories: [],
    env: { ...environment, ...spec.env },
    cwd: places.workspace,
    ownsPidNamespace: true,
    port: agentPort,
  }
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }],
    },
    data: { 'agent.json': Buffer.from(JSON.stringify(config)).toString('base64') },
  }
}

const environment = {
  PATH: '/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: places.home,
  USER: 'user',
  LOGNAME: 'user',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
}
