import {
  ApiException,
  CoreV1Api,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
  type V1Pod,
} from '@kubernetes/client-node'
import { BoxRefused } from '../provider.ts'
import { type Calls, steadily } from '../steady.ts'
import { deploymentLabel, sessionLabel, turnOf } from './names.ts'
import type { GkeOptions } from './options.ts'

/** The cluster as the verbs see it. */
export interface Cluster extends GkeOptions {
  readonly core: CoreV1Api
  readonly calls: Calls
  /** As it is said here afterwards, whether it was there before or not: server-side apply. Answers what is there. */
  apply(object: KubernetesObject): Promise<KubernetesObject>
}

export function clusterOf(options: GkeOptions): Cluster {
  const calls = steadily('gke', isPassing, options.bounds)
  const objects = KubernetesObjectApi.makeApiClient(options.kubeConfig)
  return {
    ...options,
    core: options.kubeConfig.makeApiClient(CoreV1Api),
    calls,
    apply: (object) =>
      calls(() =>
        objects.patch(object, undefined, undefined, manager, true, PatchStrategy.ServerSideApply),
      ),
  }
}

/** Another writer of the same objects, the identities', keeps what is its own. */
const manager = 'onmemos-sessions'

/** The pods of a session, the newest turn first; none of another deployment's. */
export async function podsOf(cluster: Cluster, sessionId: string): Promise<readonly V1Pod[]> {
  const selector = `${deploymentLabel}=${cluster.deployment},${sessionLabel}=${sessionId}`
  const { items } = await cluster.calls(() =>
    cluster.core.listPodForAllNamespaces({ labelSelector: selector }),
  )
  return items.toSorted((one, other) => turnOf(other) - turnOf(one))
}

/** It is made, or it was: true where it is new. What the cluster has no room for is `BoxRefused`. */
export async function made(cluster: Cluster, make: () => Promise<unknown>): Promise<boolean> {
  try {
    await cluster.calls(make)
    return true
  } catch (cause) {
    if (statusOf(cause) === 409) return false
    if (
      statusOf(cause) === 403 &&
      /exceeded quota|forbidden: \[?(max|min)imum/.test(String(cause))
    ) {
      throw new BoxRefused('the cluster has no room for it: its quota is used up', { cause })
    }
    throw cause
  }
}

/** Nothing where there is none. */
export async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (cause) {
    if (statusOf(cause) === 404) return undefined
    throw cause
  }
}

export const statusOf = (cause: unknown): number | undefined =>
  cause instanceof ApiException ? cause.code : undefined

/** It said that it cannot now, or nothing at all. */
const isPassing = (cause: Error): boolean => {
  const status = statusOf(cause)
  if (status !== undefined) return status === 429 || status >= 500
  return 'code' in cause && typeof cause.code === 'string' && network.test(cause.code)
}

const network =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE)/
