import type { providers } from '../contract/session.ts'
import type { Backend } from '../contract/topics.ts'
import { Fault } from '../platform/faults.ts'
import { shapeOf } from '../pools/pool.ts'

export type ProviderName = (typeof providers)[number]

interface Wish {
  readonly provider: ProviderName | 'auto'
  readonly needs_ssh: boolean
  readonly long_lived: boolean
  readonly expected_duration_minutes?: number | undefined
}

/** Workstations are always on and dear, so only a need for SSH sends a session there. */
export function chooseProvider(wish: Wish): ProviderName {
  if (wish.provider !== 'auto') return wish.provider
  if (wish.needs_ssh) return 'workstations'
  if (wish.long_lived || (wish.expected_duration_minutes ?? 0) > 60) return 'gke'
  return 'cloud_run'
}

/** The shape of box a session wants, by which one that waits is found. */
export const wantedShape = (
  placement: Placement,
  wish: Wish & Omit<Parameters<typeof shapeOf>[0], 'backend'>,
): string => shapeOf({ ...wish, backend: backendOf(placement, chooseProvider(wish)) })

/** Which backend runs a provider's sessions here. A provider with none is refused, never pretended. */
export type Placement = Readonly<Partial<Record<ProviderName, Backend>>>

export function backendOf(placement: Placement, provider: ProviderName): Backend {
  const backend = placement[provider]
  if (backend) return backend
  throw new Fault(
    'unsupported',
    `this deployment cannot run ${provider} sessions; it can run ${Object.keys(placement).join(', ') || 'none'}`,
  )
}
