import type { V1Pod } from '@kubernetes/client-node'
import { instant } from '../../platform/clock.ts'
import type { Box } from '../provider.ts'
import type { Cluster } from './cluster.ts'
import { observedIn } from './ended.ts'
import { accountLabel, deploymentLabel, sessionLabel, turnOf } from './names.ts'
import { agentContainer } from './pod.ts'

/** Every pod of this deployment, of whatever turn, by pages. */
export async function list(cluster: Cluster): Promise<readonly Box[]> {
  const boxes: Box[] = []
  let token: string | undefined
  do {
    const page = await cluster.calls(() =>
      cluster.core.listPodForAllNamespaces({
        labelSelector: `${deploymentLabel}=${cluster.deployment},${sessionLabel}`,
        limit: 500,
        ...(token ? { _continue: token } : {}),
      }),
    )
    boxes.push(...page.items.map(boxIn))
    token = page.metadata?._continue || undefined
  } while (token)
  return boxes
}

function boxIn(pod: V1Pod): Box {
  const { labels = {}, creationTimestamp } = pod.metadata ?? {}
  const session = pod.status?.containerStatuses?.find(({ name }) => name === agentContainer)
  const began = session?.state?.running?.startedAt ?? creationTimestamp ?? Date.now()
  return {
    sessionId: labels[sessionLabel] ?? '',
    accountId: labels[accountLabel] ?? '',
    turn: turnOf(pod),
    startedAt: instant(new Date(began).getTime()),
    observed: observedIn(pod),
    heldBy: [],
  }
}
