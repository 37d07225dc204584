import type { KubeConfig } from '@kubernetes/client-node'
import { gkeProvider } from '../shared/providers/gke/index.ts'
import type { Provider } from '../shared/providers/provider.ts'
import { unconfigured } from '../shared/providers/unconfigured.ts'
import type { Settings } from './settings.ts'

/** The provider of clusters, where this deployment has one. */
export function gkeFrom(settings: Settings): Provider {
  const { GKE_CLUSTER: kind, GKE_AGENT_IMAGE: agentImage, GKE_IMAGES: images } = settings
  if (kind === 'none' || !agentImage) {
    return unconfigured('gke', 'set GKE_CLUSTER and GKE_AGENT_IMAGE')
  }
  return gkeProvider(async () => ({
    kubeConfig: await connections[kind](settings),
    deployment: settings.ONMEMOS_DEPLOYMENT,
    namespacePrefix: settings.GKE_NAMESPACE_PREFIX,
    images: { ...images, base: settings.GKE_DEFAULT_IMAGE ?? images.base },
    agentImage,
    shell: settings.GKE_SHELL,
    runtimeClass: settings.GKE_RUNTIME_CLASS ?? null,
    reach: settings.GKE_REACH,
    egress: settings.GKE_EGRESS,
  }))
}

type Connect = (settings: Settings) => Promise<KubeConfig>

const connections: Readonly<Record<Exclude<Settings['GKE_CLUSTER'], 'none'>, Connect>> = {
  kubeconfig: async () => {
    const config = await newConfig()
    config.loadFromDefault()
    return config
  },
  'in-cluster': async () => {
    const config = await newConfig()
    config.loadFromCluster()
    return config
  },
  /** The cluster's DNS endpoint takes Google's own tokens, and has a certificate that anybody can check. */
  url: async ({ ONMEMOS_KUBERNETES_URL: server = '', ONMEMOS_GOOGLE_CREDENTIALS: credentials }) => {
    const config = await newConfig()
    const cluster = { name: 'sessions', server, skipTLSVerify: server.startsWith('http:') }
    config.loadFromClusterAndUser(cluster, { name: 'onmemos' })
    if (credentials === 'none') return config
    const { GoogleAuth } = await import('google-auth-library')
    const google = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] })
    config.addAuthenticator({
      isAuthProvider: () => true,
      applyAuthentication: async (_, options) => {
        const token = await google.getAccessToken()
        options.headers = { ...options.headers, Authorization: `Bearer ${token}` }
      },
    })
    return config
  },
}

const newConfig = async () => new (await import('@kubernetes/client-node')).KubeConfig()
