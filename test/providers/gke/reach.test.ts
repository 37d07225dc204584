import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { gkeFrom } from '../../../functions/gke.ts'
import { settingsFrom } from '../../../functions/settings.ts'
import { agentClient } from '../../../shared/agents/client.ts'
import type { Provider } from '../../../shared/providers/provider.ts'
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

const settings = {
  PROJECT_ID: 'demo',
  PUBLIC_URL: 'http://public.test',
  ONMEMOS_INTERNAL_API_KEY: 'admin-key-of-a-test',
  ONMEMOS_SESSION_SECRET: 'session-secret-of-a-test',
  GKE_AGENT_IMAGE: 'onmemos/agent',
}
