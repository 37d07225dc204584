import type { V1Pod } from '@kubernetes/client-node'
import { KeptCommand } from '../../agents/history.ts'
import type { LeftCommand } from '../provider.ts'
import { type Cluster, orNone } from './cluster.ts'
import { agentContainer } from './pod.ts'
import { keptMark } from './script.ts'

/**
 * What the agent of a pod left of its commands, in their order: the pod's log has it when nothing of the pod runs any more.
 * A node keeps the newest 10 MiB of a log. What is no such record is passed over.
 */
export async function* commandsLeft(cluster: Cluster, pod: V1Pod): AsyncGenerator<LeftCommand> {
  const { name = '', namespace = '' } = pod.metadata ?? {}
  const log = await orNone(
    cluster.calls(() =>
      cluster.core.readNamespacedPodLog({ name, namespace, container: agentContainer }),
    ),
  )
  for (const line of (log ?? '').split('\n')) {
    const kept = line.startsWith(keptMark) ? readKept(line.slice(keptMark.length)) : undefined
    // Nothing of the box's disk is left: what was longer than what is kept of it is gone.
    if (kept) yield { ...kept, longer: async () => null }
  }
}

function readKept(text: string): KeptCommand | undefined {
  try {
    return KeptCommand.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
