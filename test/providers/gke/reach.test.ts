import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { CoreV1Api, KubernetesObjectApi, loadAllYaml } from '@kubernetes/client-node'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { newCertificate } from '../../../emulators/kit/certificate.ts'
import { gkeFrom } from '../../../functions/gke.ts'
import { settingsFrom } from '../../../functions/settings.ts'
import { agentClient } from '../../../shared/agents/client.ts'
import type { Provider } from '../../../shared/providers/provider.ts'
import { renderChart } from '../../../tools/chart.ts'
import { canRun, configOf, type Ground, newGround, newSpec } from './ground.ts'

vi.setConfig({ testTimeout: 60_000 })

describe.runIf(canRun)('a cluster is reached', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await newGround({ reachesPods: true })
    return () => ground.close()
  })
  const echoes = async (provider: Provider) => {
    const spec = newSpec()
    await provider.start(spec)
    const agent = agentClient(provider.address(spec.sessionId), spec.agentKey)
    let said = ''
    for await (const event of agent.run({ argv: ['/bin/sh', '-c', 'echo here'] })) {
      said += JSON.stringify(event)
    }
    await provider.stop(spec.sessionId, 0)
    return said
  }
  const forwards = () =>
    ground.cluster.requests.all.filter(({ resource }) => resource === 'pods/portforward').length

  test("at the pods' own addresses from inside its network", async () => {
    const before = forwards()
    await echoes(ground.provider(undefined, { reach: 'pod' }))
    expect(forwards()).toBe(before)
  })

  test('through its API server from anywhere else', async () => {
    const before = forwards()
    await echoes(ground.provider())
    expect(forwards()).toBeGreaterThan(before)
  })

  test('by the current context of a kubeconfig', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'onmemos-kubeconfig-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'config')
    writeFileSync(path, configOf(ground.cluster.url).exportConfig())
    vi.stubEnv('KUBECONFIG', path)
    onTestFinished(() => void vi.unstubAllEnvs())
    const provider = gkeFrom(settingsFrom({ ...settings, GKE_CLUSTER: 'kubeconfig' }))
    expect(await provider.list()).toEqual([])
    writeFileSync(path, configOf('http://127.0.0.1:1').exportConfig())
    const elsewhere = gkeFrom(settingsFrom({ ...settings, GKE_CLUSTER: 'kubeconfig' }))
    await expect(elsewhere.list()).rejects.toMatchObject({ code: 'provider_unavailable' })
  })

  test('no socket of ours is left where its provider is closed, and they open again', async () => {
    const provider = ground.provider()
    const address = provider.address('nobody')
    const folder = 'socketPath' in address ? dirname(address.socketPath) : ''
    expect(existsSync(folder)).toBe(true)
    provider.close?.()
    expect(existsSync(folder)).toBe(false)
    await echoes(provider)
    provider.close?.()
  })
})

test.runIf(canRun)(
  'a cluster is reached over TLS from inside it, by the account of our own pod',
  async () => {
    const certificate = await newCertificate()
    const ground = await newGround({
      certificate,
      anonymous: 'nobody',
      tokens: { 'admin-token': { name: 'admin', groups: ['system:masters'] } },
    })
    const folder = mkdtempSync(join(tmpdir(), 'onmemos-account-'))
    try {
      const admin = configOf(ground.cluster.url, 'admin-token')
      for (const object of loadAllYaml(renderChart())) {
        await KubernetesObjectApi.makeApiClient(admin).create(object)
      }
      const { status } = await admin.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
        namespace: 'onmemos',
        name: 'onmemos',
        body: { spec: { audiences: [] } },
      })
      writeFileSync(join(folder, 'token'), status?.token ?? '')
      writeFileSync(join(folder, 'ca.crt'), certificate.cert)
      const { hostname, port } = new URL(ground.cluster.url)
      const spec = newSpec()
      const { stdout } = await promisify(execFile)(
        'bwrap',
        [
          ...['--dev-bind', '/', '/', '--tmpfs', '/run', '--ro-bind', folder, accountFolder],
          ...[process.execPath, '--import', 'tsx', inside, JSON.stringify({ spec })],
        ],
        {
          env: {
            ...process.env,
            ...settings,
            GKE_CLUSTER: 'in-cluster',
            KUBERNETES_SERVICE_HOST: hostname,
            KUBERNETES_SERVICE_PORT: port,
          },
        },
      )
      expect(JSON.parse(stdout)).toMatchObject([
        { sessionId: spec.sessionId, observed: { state: 'running' } },
      ])
    } finally {
      await ground.close()
      rmSync(folder, { recursive: true })
    }
  },
)
const inside = new URL('inside.ts', import.meta.url).pathname
/** `/var/run` leads here. */
const accountFolder = '/run/secrets/kubernetes.io/serviceaccount'

const settings = {
  PROJECT_ID: 'demo',
  PUBLIC_URL: 'http://public.test',
  ONMEMOS_INTERNAL_API_KEY: 'admin-key-of-a-test',
  ONMEMOS_SESSION_SECRET: 'session-secret-of-a-test',
  GKE_AGENT_IMAGE: 'onmemos/agent',
}
