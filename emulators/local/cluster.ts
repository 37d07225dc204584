import { join, resolve } from 'node:path'
import { agentImageIn } from '../kubernetes/agentImage.ts'
import { openKubernetes } from '../kubernetes/server.ts'

/**
 * The cluster of the workspaces' namespaces. With an agent to bring into pods it runs `gke` sessions too, and the settings
 * say so.
 */
export async function openCluster(stateDirectory: string, agentBundle: string | null) {
  const at = (name: string) => resolve(join(stateDirectory, name))
  const kubernetes = await openKubernetes(at('kubernetes.json'), undefined, {
    directory: at('kubernetes'),
    images: agentBundle ? { [agentImage]: agentImageIn(at('agent-image'), agentBundle) } : {},
  })
  return {
    url: kubernetes.url,
    settings: {
      ONMEMOS_KUBERNETES_URL: kubernetes.url,
      ...(agentBundle ? { GKE_CLUSTER: 'url', GKE_AGENT_IMAGE: agentImage } : {}),
    },
    close: () => kubernetes.close(),
  }
}

const agentImage = 'onmemos/agent'
