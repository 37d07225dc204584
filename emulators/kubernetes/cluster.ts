import type { Instant } from '../../shared/platform/clock.ts'
import type { Time } from '../scheduler/time.ts'
import type { Store } from './store.ts'

/** What every part of the API server shares. */
export interface Cluster {
  readonly store: Store
  readonly time: Time
}

/** Kubernetes tells time in whole seconds. */
export const stamp = ({ time }: Pick<Cluster, 'time'>) => inWholeSeconds(time.now())

export const inWholeSeconds = (at: Instant) => at.replace(/\.\d+Z$/, 'Z')
