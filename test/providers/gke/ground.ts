import { KubeConfig } from '@kubernetes/client-node'
import { type KubernetesOptions, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { newId } from '../../../shared/platform/ids.ts'
import { gkeProvider } from '../../../shared/providers/gke/index.ts'
import type { GkeOptions } from '../../../shared/providers/gke/options.ts'
import { host } from '../../../shared/providers/local/host.ts'
import type { BoxSpec, Provider } from '../../../shared/providers/provider.ts'
import { agentImage } from '../../kit/agentImage.ts'

/** Whether this machine can run the pods of an emulated cluster. */
export const canRun = host().isRoot && host().launchers.includes('bwrap')

/** An emulated cluster, and the provider on it. */
export async function newGround(options: KubernetesOptions = {}) {
  const agent = await agentImage()
  const cluster = await openKubernetes(undefined, undefined, {
    images: { [agent.name]: agent.image },
    ...options,
  })
  const processes: Provider[] = []
  return {
    cluster,
    image: agent.name,
    /** What the image that brings our agent has. */
    agentFolder: agent.image.files?.['/onmemos'] ?? '',
    /** Another process of ours, by this token if one is said. */
    provider(token?: string, more: Partial<GkeOptions> = {}) {
      const provider = gkeProvider(async () => ({
        kubeConfig: configOf(cluster.url, token),
        deployment: 'tested',
        namespacePrefix: 'onmemos',
        images: { base: 'base', python: 'python', nodejs: 'nodejs', go: 'go' },
        agentImage: agent.name,
        shell: '/bin/sh',
        runtimeClass: null,
        reach: 'forward',
        egress: 'internet',
        bounds: { callTimeoutMs: 2_000, triesMax: 3, failuresMax: 9, circuitSeconds: 600 },
        podWaitSeconds: 20,
        ...more,
      }))
      processes.push(provider)
      return provider
    },
    async close() {
      for (const provider of processes) provider.close?.()
      await cluster.close()
      agent.remove()
    },
  }
}
export type Ground = Awaited<ReturnType<typeof newGround>>

export function configOf(server: string, token?: string): KubeConfig {
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    { name: 'emulated', server, skipTLSVerify: true },
    { name: 'tester', ...(token ? { token } : {}) },
  )
  return config
}

export const newSpec = (more: Partial<BoxSpec> = {}): BoxSpec => ({
  sessionId: newId('session'),
  accountId: 'ada',
  template: 'base',
  env: {},
  cpuMillis: 1_000,
  memoryMb: 256,
  diskMb: 32,
  leaseSeconds: 120,
  agentKey: 'the key of every agent in this file',
  ...more,
})
