import type { BoxSpec } from '../provider.ts'
import type { CloudRunOptions } from './options.ts'
import type { Seen } from './services.ts'

/** The service of a session's box. One name for all its turns: there is never more than one in a region. */
export const serviceId = (sessionId: string) => `onmemos-${sessionId}`

export const parentOf = ({ projectId }: CloudRunOptions, region: string) =>
  `projects/${projectId}/locations/${region}`

export const serviceName = (options: CloudRunOptions, region: string, sessionId: string) =>
  `${parentOf(options, region)}/services/${serviceId(sessionId)}`

export const regionOf = ({ name }: Seen): string => name.split('/')[3] ?? ''

export const labelsOf = ({ deployment }: CloudRunOptions, spec: BoxSpec) => ({
  [label.deployment]: deployment,
  [label.session]: spec.sessionId,
  [label.account]: spec.accountId.toLowerCase(),
  [label.turn]: String(spec.turn ?? 0),
})

export const turnOf = ({ labels }: Seen): number => Number(labels[label.turn] ?? 0)

/** What the labels of a box of this deployment say; nothing of any other service. */
export function boxIn({ deployment }: CloudRunOptions, seen: Seen) {
  const { labels } = seen
  const sessionId = labels[label.session]
  if (labels[label.deployment] !== deployment || !sessionId) return undefined
  return { sessionId, accountId: labels[label.account] ?? '', turn: turnOf(seen) }
}

const label = {
  deployment: 'onmemos-deployment',
  session: 'onmemos-session',
  account: 'onmemos-account',
  turn: 'onmemos-turn',
} as const
