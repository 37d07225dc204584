import { openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { host } from '../../../shared/providers/local/host.ts'
import { agentImage } from '../../kit/agentImage.ts'
import type { Bench } from '../bench.ts'

/** The emulated cluster, whose pods are processes of this machine. */
export const gke: Bench = {
  missing: () =>
    host().isRoot && host().launchers.includes('bwrap')
      ? null
      : 'pods of the emulated cluster need root and bubblewrap',
  async raise() {
    const agent = await agentImage()
    const cluster = await openKubernetes(undefined, undefined, {
      images: { [agent.name]: agent.image },
    })
    return {
      settings: {
        GKE_CLUSTER: 'url',
        GKE_AGENT_IMAGE: agent.name,
        ONMEMOS_KUBERNETES_URL: cluster.url,
        ONMEMOS_GOOGLE_CREDENTIALS: 'none',
      },
      async close() {
        await cluster.close()
        agent.remove()
      },
    }
  },
}
