import type { Provider } from '../provider.ts'
import { doorsTo } from './doors.ts'
import type { GkeOptions } from './options.ts'

/**
 * Boxes as pods of a Kubernetes cluster. All it knows is in the cluster, so any process of ours finds every box. What speaks
 * to clusters is large, and loaded by the first who needs it.
 */
export function gkeProvider(options: () => Promise<GkeOptions>): Provider {
  const connect = async () => {
    const [verbs, given] = await Promise.all([import('./verbs.ts'), options()])
    return { ...verbs, cluster: verbs.clusterOf(given) }
  }
  let connected: ReturnType<typeof connect> | undefined
  const gke = () => {
    connected ??= connect().catch((cause) => {
      connected = undefined
      throw cause
    })
    return connected
  }
  const doors = doorsTo(async (sessionId) => {
    const { enter, cluster } = await gke()
    return enter(cluster, sessionId)
  })
  return {
    name: 'gke',
    start: async (spec) => {
      const { start, cluster } = await gke()
      return start(cluster, doors, spec)
    },
    stop: async (sessionId, graceSeconds, of) => {
      const { stop, cluster } = await gke()
      return stop(cluster, doors, sessionId, graceSeconds, of)
    },
    observe: async (sessionId) => {
      const { observe, cluster } = await gke()
      return observe(cluster, sessionId)
    },
    address: (sessionId) => ({ socketPath: doors.to(sessionId) }),
    list: async () => {
      const { list, cluster } = await gke()
      return list(cluster)
    },
    // Nothing in a pod can be made to stand still from outside it.
    files: null,
    close: () => doors.closeAll(),
  }
}
