import { realTime, type Time } from '../scheduler/time.ts'
import { countQuotas, isCounted } from './admission/quota.ts'
import type { Cluster } from './cluster.ts'
import { State } from './state.ts'
import { Store } from './store.ts'

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
