import type { KubeConfig } from '@kubernetes/client-node'
import type { BoxSpec } from '../provider.ts'
import type { Bounds } from '../steady.ts'

export interface GkeOptions {
  /** The cluster, and who we are there. */
  readonly kubeConfig: KubeConfig
  /** Tells the pods of this deployment from those of another in the same cluster. */
  readonly deployment: string
  /** Namespaces of sessions without a workspace are `<prefix>-<account>`. */
  readonly namespacePrefix: string
  readonly images: Readonly<Record<BoxSpec['template'], string>>
  /** Has our agent and a Node to run it in `/onmemos`, for the pods' own images to borrow. */
  readonly agentImage: string
  /** What begins in the images, and ends when the agent does. */
  readonly shell: string
  /** `gvisor`, say; the cluster's own unless set. */
  readonly runtimeClass: string | null
  /** By the API server from anywhere, or straight to the pod's address from inside its network. */
  readonly reach: 'forward' | 'pod'
  /** Where sessions may connect to, beside the cluster's names. */
  readonly egress: 'internet' | 'none'
  /** How patient it is; as `limits` says unless it is said here. */
  readonly bounds?: Bounds
  /** How long one start waits for its pod. */
  readonly podWaitSeconds?: number
}

/** Where the agent of a pod listens. */
export const agentPort = 7_070
