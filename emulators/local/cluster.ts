import { writeFileSync } from 'node:fs'
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
    images: agentBundle ? { [agentImage]: await agentImageIn(at('agent-image'), agentBundle) } : {},
  })
  const kubeconfig = at('kubeconfig')
  writeFileSync(kubeconfig, `${JSON.stringify(configOf(kubernetes.url), null, 2)}\n`)
  return {
    url: kubernetes.url,
    kubeconfig,
    settings: {
      ONMEMOS_KUBERNETES_URL: kubernetes.url,
      ...(agentBundle ? { GKE_CLUSTER: 'url', GKE_AGENT_IMAGE: agentImage } : {}),
    },
    close: () => kubernetes.close(),
  }
}

/** What `KUBECONFIG` may name: over plain HTTP kubectl shows no token, and whoever shows none is an administrator. */
const configOf = (server: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': name,
  contexts: [{ name, context: { cluster: name, user: name } }],
  clusters: [{ name, cluster: { server } }],
  users: [{ name, user: {} }],
})

const name = 'onmemos-local'
const agentImage = 'onmemos/agent'
