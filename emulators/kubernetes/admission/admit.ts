import type { Cluster } from '../cluster.ts'
import type { Stored } from '../state.ts'
import { withToken } from './account.ts'
import { withinLimits } from './limits.ts'
import { Spec } from './pod.ts'
import { refuseOverQuota } from './quota.ts'
import { refuseInsecure } from './security.ts'

/** A pod as it is let in: with the limits and the token that its namespace gives it, or refused. */
export function admitPod(cluster: Cluster, pod: Stored): Stored {
  const spec = withinLimits(cluster, pod, withToken(cluster, pod, Spec.parse(pod.spec)))
  refuseInsecure(cluster, pod, spec)
  const admitted = { ...pod, spec }
  refuseOverQuota(cluster, admitted)
  return admitted
}
