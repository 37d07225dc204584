import type { V1Pod } from '@kubernetes/client-node'
import type { BoxSpec } from '../provider.ts'
import type { GkeOptions } from './options.ts'

/** One pod for each turn of a session, named so that who asks for it twice asks for the same. */
export const podName = ({ sessionId, turn = 0 }: Pick<BoxSpec, 'sessionId' | 'turn'>): string =>
  `${sessionId}-${turn}`

/** A workspace's own namespace, or else its account's. */
export const namespaceOf = (
  { namespacePrefix }: Pick<GkeOptions, 'namespacePrefix'>,
  { workspaceId, accountId }: Pick<BoxSpec, 'workspaceId' | 'accountId'>,
): string => workspaceId ?? `${namespacePrefix}-${accountId || 'pool'}`

const label = (name: string) => `onmemos.dev/${name}`

export const deploymentLabel = label('deployment')
export const sessionLabel = label('session')
export const accountLabel = label('account')
export const turnLabel = label('turn')
/** Of pods that mount a bucket, and so must reach what proves them to it. */
export const bucketLabel = label('bucket')
/** Lets us ask the agent to stop, and nothing else: its callers' key is only in its Secret. */
export const stopKeyAnnotation = label('stop-key')

export const labelsOf = ({ deployment }: GkeOptions, spec: BoxSpec) => ({
  [deploymentLabel]: deployment,
  [sessionLabel]: spec.sessionId,
  [accountLabel]: spec.accountId,
  [turnLabel]: String(spec.turn ?? 0),
})

export const turnOf = ({ metadata }: V1Pod): number => Number(metadata?.labels?.[turnLabel] ?? 0)
