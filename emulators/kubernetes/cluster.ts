import type { Instant } from '../../shared/platform/clock.ts'
import type { Time } from '../scheduler/time.ts'
import { realTime } from '../scheduler/time.ts'
import { countQuotas, isCounted } from './admission/quota.ts'
import { State } from './state.ts'
import { Store } from './store.ts'

/** What every part of the API server shares. */
export interface Cluster {
  readonly store: Store
  readonly time: Time
}

/** Over a state that outlives it. `changed` hears of every change. */
export function clusterOver(
  state: State = State.parse({}),
  { time = realTime, changed = () => {} }: { time?: Time; changed?: () => void } = {},
): Cluster {
  const cluster = { store: new Store(state, changed), time }
  cluster.store.listen(({ kind, object }) => {
    if (isCounted(kind.kind)) countQuotas(cluster, object.metadata.namespace ?? '')
  })
  return cluster
}

/** Kubernetes tells time in whole seconds. */
export const stamp = ({ time }: Pick<Cluster, 'time'>) => inWholeSeconds(time.now())

export const inWholeSeconds = (at: Instant) => at.replace(/\.\d+Z$/, 'Z')
