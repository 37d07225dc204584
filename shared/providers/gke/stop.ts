import type { V1Pod } from '@kubernetes/client-node'
import { askToEnd } from '../ending.ts'
import type { Keep } from '../provider.ts'
import { type Cluster, podsOf } from './cluster.ts'
import type { Doors } from './doors.ts'
import { observedIn } from './ended.ts'
import { follow } from './follow.ts'
import { commandsLeft } from './history.ts'
import { stopKeyAnnotation, turnOf } from './names.ts'
import { remove } from './remove.ts'

/** Asks the agent to end the session, takes what its commands left, and deletes the pod. */
export async function stop(
  cluster: Cluster,
  doors: Doors,
  sessionId: string,
  graceSeconds: number,
  { turn = Number.POSITIVE_INFINITY, keep }: { turn?: number; keep?: Keep } = {},
): Promise<void> {
  const pods = (await podsOf(cluster, sessionId)).filter((pod) => turnOf(pod) <= turn)
  const [newest] = pods
  if (newest && observedIn(newest).state === 'running') {
    await endGently(cluster, doors, sessionId, newest, graceSeconds)
  }
  if (newest && keep) await keep(commandsLeft(cluster, newest))
  for (const pod of pods) await remove(cluster, pod)
  doors.close(sessionId)
}

async function endGently(
  cluster: Cluster,
  doors: Doors,
  sessionId: string,
  { metadata }: V1Pod,
  graceSeconds: number,
) {
  const key = metadata?.annotations?.[stopKeyAnnotation] ?? ''
  const { name = '', namespace = '' } = metadata ?? {}
  const door = { address: { socketPath: doors.to(sessionId) }, key }
  const leftMs = await askToEnd(door, graceSeconds)
  if (!leftMs) return
  const late = AbortSignal.timeout(Math.ceil(leftMs()))
  for await (const pod of follow(cluster, { name, namespace }, late)) {
    if (observedIn(pod).state !== 'running') return
  }
}
