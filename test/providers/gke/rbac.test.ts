import { readFileSync } from 'node:fs'
import {
  CoreV1Api,
  KubernetesObjectApi,
  loadAllYaml,
  type V1ClusterRole,
} from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { agentClient } from '../../../shared/agents/client.ts'
import type { LeftCommand } from '../../../shared/providers/provider.ts'
import { canRun, configOf, newGround, newSpec } from './ground.ts'

const manifest = new URL('../../../terraform/kubernetes/rbac.yaml', import.meta.url)

test.runIf(canRun)(
  'the role allows each verb that is used, and none more',
  async () => {
    const ground = await newGround({
      anonymous: 'nobody',
      tokens: { 'admin-token': { name: 'admin', groups: ['system:masters'] } },
    })
    try {
      const admin = configOf(ground.cluster.url, 'admin-token')
      const objects = loadAllYaml(readFileSync(manifest, 'utf8'))
      for (const object of objects) await KubernetesObjectApi.makeApiClient(admin).create(object)
      const { status } = await admin.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
        namespace: 'onmemos',
        name: 'onmemos',
        body: { spec: { audiences: [] } },
      })
      const kept = await wholeLife(ground.provider(status?.token))
      expect(kept).toEqual(['echo kept'])

      const used = new Set(
        ground.cluster.requests.all
          .filter(({ user }) => user === 'system:serviceaccount:onmemos:onmemos')
          .map(({ verb, group, resource }) => `${verb} ${resource} of ${group}`),
      )
      // An apply that makes its object must be allowed to create it, which the emulator does not ask.
      for (const one of [...used]) used.add(one.replace(/^patch /, 'create '))
      const role = objects.find((object): object is V1ClusterRole => object.kind === 'ClusterRole')
      const granted = (role?.rules ?? []).flatMap(({ verbs, resources = [], apiGroups = [] }) =>
        resources.flatMap((resource) =>
          verbs.map((verb) => `${verb} ${resource} of ${apiGroups[0]}`),
        ),
      )
      expect(granted.toSorted()).toEqual([...used].toSorted())
    } finally {
      await ground.close()
    }
  },
  60_000,
)

/** All that is ever asked of a cluster; answers the commands that were kept. */
async function wholeLife(provider: ReturnType<Awaited<ReturnType<typeof newGround>>['provider']>) {
  const spec = newSpec({ storage: { filestore: { ip: '10.0.0.2', share: 'files' } } })
  await provider.start(spec)
  const agent = agentClient(provider.address(spec.sessionId), spec.agentKey)
  for await (const _ of agent.run({ argv: ['/bin/sh', '-c', 'echo kept'] }));
  expect(await provider.observe(spec.sessionId)).toEqual({ state: 'running' })
  expect(await provider.list()).toMatchObject([{ sessionId: spec.sessionId, accountId: 'ada' }])
  const kept: string[] = []
  const keep = async (commands: AsyncIterable<LeftCommand>) => {
    for await (const { record } of commands) kept.push(record.argv.at(-1) ?? '')
  }
  await provider.stop(spec.sessionId, 1, { keep })
  expect(await provider.list()).toEqual([])
  return kept
}
