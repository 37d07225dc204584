import type { Observed } from '../provider.ts'
import { type Cluster, podsOf } from './cluster.ts'
import { observedIn } from './ended.ts'

export { clusterOf } from './cluster.ts'
export { enter } from './enter.ts'
export { list } from './list.ts'
export { start } from './start.ts'
export { stop } from './stop.ts'

export const observe = async (cluster: Cluster, sessionId: string): Promise<Observed> =>
  observedIn((await podsOf(cluster, sessionId))[0])
