import type { V1Pod } from '@kubernetes/client-node'
import { call } from '../../agents/call.ts'
import { paths } from '../../agents/paths.ts'
import { StatResponse } from '../../agents/session.ts'
import { type Instant, instant } from '../../platform/clock.ts'
import { Fault, invariant } from '../../platform/faults.ts'
import { newSecret } from '../../platform/ids.ts'
import { limits } from '../../platform/limits.ts'
import { BoxEnded, BoxRefused, type BoxSpec, type Started } from '../provider.ts'
import { isCircuitOpen } from '../steady.ts'
import { type Cluster, made, podsOf } from './cluster.ts'
import type { Doors } from './doors.ts'
import { observedIn, whyNever } from './ended.ts'
import { follow } from './follow.ts'
import { namespaceOf, stopKeyAnnotation, turnOf } from './names.ts'
import { namespaceObjects } from './namespace.ts'
import { podOf } from './pod.ts'
import { remove } from './remove.ts'
import { secretOf } from './secret.ts'
import { shareObjects } from './shares.ts'

/** One pod a turn, however often it is asked for: what somebody began is gone on with. */
export async function start(cluster: Cluster, doors: Doors, spec: BoxSpec): Promise<Started> {
  const askedAt = instant(Date.now())
  try {
    if (spec.warm) await removeAll(cluster, spec.warm.boxId)
    const pod = (await podOfTurn(cluster, spec)) ?? (await make(cluster, spec))
    await ensureSecret(cluster, spec, pod, askedAt)
    return await comesUp(cluster, doors, spec, pod)
  } catch (cause) {
    if (isCircuitOpen(cause)) {
      throw new BoxRefused('the cluster has not answered for a while', { cause, isPassing: true })
    }
    throw cause
  }
}

/** The pod of this turn, if somebody made it. Those of earlier turns give way; a later one is left alone. */
async function podOfTurn(cluster: Cluster, spec: BoxSpec): Promise<V1Pod | undefined> {
  const { turn = 0 } = spec
  const pods = await podsOf(cluster, spec.sessionId)
  if (pods.some((pod) => turnOf(pod) > turn)) {
    throw new Fault('provider_unavailable', 'a later box of the session is there already')
  }
  for (const pod of pods) if (turnOf(pod) < turn) await remove(cluster, pod)
  return pods.find((pod) => turnOf(pod) === turn)
}

async function make(cluster: Cluster, spec: BoxSpec): Promise<V1Pod> {
  const namespace = namespaceOf(cluster, spec)
  const uid = await ensureNamespace(cluster, namespace)
  if (spec.storage?.filestore) {
    const around = { name: namespace, uid }
    const objects = shareObjects(cluster.deployment, around, spec.storage.filestore)
    for (const object of objects) await cluster.apply(object)
  }
  const body = podOf(cluster, spec, newSecret())
  const name = body.metadata?.name ?? ''
  await made(cluster, () => cluster.core.createNamespacedPod({ namespace, body }))
  return cluster.calls(() => cluster.core.readNamespacedPod({ namespace, name }))
}

/** Its uid. Said once by each process: it was made right by whoever came first, and the next release says it anew. */
async function ensureNamespace(cluster: Cluster, namespace: string): Promise<string> {
  const known = ensured.get(cluster) ?? new Map<string, string>()
  ensured.set(cluster, known)
  const before = known.get(namespace)
  if (before !== undefined) return before
  const [own, ...inside] = namespaceObjects(cluster, namespace)
  const { metadata } = await cluster.apply(own)
  for (const object of inside) await cluster.apply(object)
  known.set(namespace, metadata?.uid ?? '')
  return metadata?.uid ?? ''
}
const ensured = new WeakMap<Cluster, Map<string, string>>()

/** Made after the pod and owned by it, so that it goes when that does; until it is there the pod waits for it. */
async function ensureSecret(cluster: Cluster, spec: BoxSpec, pod: V1Pod, askedAt: Instant) {
  const stopKey = pod.metadata?.annotations?.[stopKeyAnnotation]
  const namespace = pod.metadata?.namespace
  invariant(stopKey && namespace, 'a pod of ours says how it is stopped')
  const body = secretOf(spec, pod, stopKey, askedAt)
  await made(cluster, () => cluster.core.createNamespacedSecret({ namespace, body }))
}

/**
 * Waits for the agent, as long as one message of a worker may: one that is slower is found by the next. Its pod is looked at
 * meanwhile, since an agent that has ended never answers.
 */
async function comesUp(
  cluster: Cluster,
  doors: Doors,
  spec: BoxSpec,
  pod: V1Pod,
): Promise<Started> {
  const { name = '', namespace = '' } = pod.metadata ?? {}
  const late = AbortSignal.timeout((cluster.podWaitSeconds ?? limits.podWaitSeconds) * 1_000)
  const done = new AbortController()
  const waiting = AbortSignal.any([late, done.signal])
  let began: Promise<Instant | undefined> | undefined
  let running = pod
  try {
    for await (const now of follow(cluster, { name, namespace }, waiting)) {
      const never = whyNever(now)
      if (never) {
        await remove(cluster, now)
        throw new BoxRefused(never)
      }
      const observed = observedIn(now)
      if (observed.state === 'ended') throw new BoxEnded(`the pod has ended: ${observed.cause}`)
      if (observed.state !== 'running') continue
      running = now
      began ??= agentBegan(doors, spec, waiting).finally(() => done.abort())
    }
  } finally {
    done.abort()
  }
  const startedAt = await began
  if (startedAt) return { startedAt, details: detailsOf(cluster, running) }
  throw new Fault('provider_unavailable', `the pod ${name} has not come up yet`)
}

/** When the agent began, once it answers. */
async function agentBegan(doors: Doors, { sessionId, agentKey }: BoxSpec, waiting: AbortSignal) {
  const door = { address: { socketPath: doors.to(sessionId) }, key: agentKey }
  while (!waiting.aborted) {
    try {
      return (await call(door, paths.stat, {}, StatResponse, patienceMs)).startedAt
    } catch {
      await new Promise((resolve) => setTimeout(resolve, patienceMs / 20))
    }
  }
  return undefined
}
const patienceMs = 2_000

async function removeAll(cluster: Cluster, sessionId: string): Promise<void> {
  for (const pod of await podsOf(cluster, sessionId)) await remove(cluster, pod)
}

const detailsOf = (cluster: Cluster, { metadata, spec, status }: V1Pod) => ({
  pod_name: metadata?.name,
  namespace: metadata?.namespace,
  image: spec?.containers[0]?.image,
  node: spec?.nodeName ?? null,
  pod_ip: status?.podIP ?? null,
  isolation: [
    'pid',
    'mnt',
    'net',
    'ipc',
    'uts',
    'cgroup',
    ...(spec?.runtimeClassName ? [spec.runtimeClassName] : []),
  ],
  network: cluster.egress,
  notes: ['commands run as the same user as the agent and are not kept from ending it'],
})
