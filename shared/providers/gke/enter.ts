import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { Fault } from '../../platform/faults.ts'
import { type Cluster, podsOf } from './cluster.ts'
import { observedIn } from './ended.ts'
import { forward } from './forward.ts'
import { agentPort } from './options.ts'

/** A connection to the agent of the session's pod that runs. */
export async function enter(cluster: Cluster, sessionId: string): Promise<Duplex> {
  const pods = await podsOf(cluster, sessionId)
  const pod = pods.find((one) => observedIn(one).state === 'running')
  const { name, namespace } = pod?.metadata ?? {}
  if (!name || !namespace) throw new Fault('provider_unavailable', 'no pod of the session runs')
  const ip = pod?.status?.podIP
  if (cluster.reach === 'pod' && ip) return connect(agentPort, ip)
  return forward(cluster.kubeConfig, { name, namespace, port: agentPort })
}
