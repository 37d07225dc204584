import { CoreV1Api } from '@kubernetes/client-node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { agentClient } from '../../../shared/agents/client.ts'
import { instant } from '../../../shared/platform/clock.ts'
import {
  BoxEnded,
  BoxRefused,
  type BoxSpec,
  type Provider,
} from '../../../shared/providers/provider.ts'
import { canRun, configOf, type Ground, newGround, newSpec } from './ground.ts'

describe.runIf(canRun)('a cluster in trouble', () => {
  let ground: Ground
  let core: CoreV1Api
  beforeAll(async () => {
    ground = await newGround()
    core = configOf(ground.cluster.url).makeApiClient(CoreV1Api)
  })
  afterAll(() => ground.close())
  afterEach(async () => {
    const { cluster, image, provider } = ground
    cluster.steering.clear()
    cluster.machine.images.find(image)
    cluster.machine.isFull = false
    // Whatever went wrong, who owns nothing there leaves nothing there.
    const calm = provider()
    for (const { sessionId } of await calm.list()) await calm.stop(sessionId, 0)
    expect(await calm.list()).toEqual([])
  })

  const started = async (provider: Provider) => {
    const spec = newSpec()
    await provider.start(spec)
    return spec
  }
  const placeOf = ({ sessionId }: BoxSpec) => ({ namespace: 'onmemos-ada', name: `${sessionId}-0` })
  const pods = { method: 'POST', path: /\/pods$/ }
  const secrets = { method: 'POST', path: /\/secrets$/ }

  test.each([
    ['is too busy twice', { kind: 'answer', status: 429, message: 'later' }, { ...pods, times: 2 }],
    ['fails in the middle of making the pod', { kind: 'lie', status: 500 }, pods],
    ['fails in the middle of telling the agent', { kind: 'lie', status: 503 }, secrets],
    ['is slow', { kind: 'delay', ms: 700 }, { ...pods, times: 1 }],
    ['never answers once', { kind: 'silence' }, secrets],
    ['drops the connection when it has made the pod', { kind: 'drop' }, pods],
    ['drops the connection when it has told the agent', { kind: 'drop' }, secrets],
    ['hears twice of the pod', { kind: 'twice' }, pods],
    ['hears twice of what the agent is told', { kind: 'twice' }, secrets],
  ] as const)('a cluster that %s has one box all the same', async (_, trouble, which) => {
    ground.cluster.steering.next(trouble, which)
    const provider = ground.provider()
    const spec = newSpec()
    await provider.start(spec)
    expect(await provider.list()).toMatchObject([{ sessionId: spec.sessionId, turn: 0 }])
  })

  test.each([
    ['never answers once', { kind: 'silence' }],
    ['fails when it has deleted the pod', { kind: 'lie', status: 503 }],
    ['drops the connection when it has deleted the pod', { kind: 'drop' }],
    ['hears twice of the end', { kind: 'twice' }],
  ] as const)('a cluster that %s has no box afterwards', async (_, trouble) => {
    const provider = ground.provider()
    const { sessionId } = await started(provider)
    ground.cluster.steering.next(trouble, { method: 'DELETE', path: /\/pods\// })
    await provider.stop(sessionId, 0)
    expect(await provider.observe(sessionId)).toEqual({ state: 'absent' })
    expect(await provider.list()).toEqual([])
  })

  test.each([
    ['closed', () => ground.cluster.cutWatches()],
    [
      'too far behind (410)',
      () => {
        ground.cluster.cluster.store.forget()
        ground.cluster.cutWatches()
      },
    ],
  ])('a watch that is %s goes on', async (_, disturb) => {
    const disturbing = setInterval(disturb, 20)
    try {
      await started(ground.provider())
    } finally {
      clearInterval(disturbing)
    }
  })

  test('one that never answers is unavailable, soon', async () => {
    ground.cluster.steering.next({ kind: 'silence' }, { times: 100 })
    const beganAt = Date.now()
    await expect(started(ground.provider())).rejects.toMatchObject({ code: 'provider_unavailable' })
    expect(Date.now() - beganAt, 'three tries of two seconds').toBeLessThan(20_000)
  })

  test('one that only refuses is unavailable, and left alone for a while', async () => {
    const refusal = { kind: 'answer', status: 503, message: 'no' } as const
    ground.cluster.steering.next(refusal, { times: 100 })
    const provider = ground.provider()
    const spec = newSpec()
    for (let n = 0; n < 3; n += 1) {
      await expect(provider.start(spec)).rejects.toThrow('gke does not answer')
    }
    ground.cluster.steering.clear()
    // Another process has its own experience.
    expect(await ground.provider().list()).toEqual([])
    await expect(provider.start(spec)).rejects.toMatchObject({
      name: 'BoxRefused',
      isPassing: true,
    })
  })

  test('an image that cannot be pulled is refused, and nothing of the pod stays', async () => {
    ground.cluster.machine.images.lose(ground.image)
    const provider = ground.provider()
    const starting = provider.start(newSpec())
    await expect(starting).rejects.toBeInstanceOf(BoxRefused)
    await expect(starting).rejects.toThrow(/ErrImagePull|ImagePullBackOff/)
    expect(await provider.list()).toEqual([])
  })

  test('a quota that is used up is a refusal', async () => {
    const spec = newSpec({ accountId: 'poor' })
    const namespace = 'onmemos-poor'
    await core.createNamespace({ body: { metadata: { name: namespace } } })
    await core.createNamespacedResourceQuota({
      namespace,
      body: { metadata: { name: 'none' }, spec: { hard: { pods: '0' } } },
    })
    const starting = ground.provider().start(spec)
    await expect(starting).rejects.toThrow('its quota is used up')
    await expect(starting).rejects.toBeInstanceOf(BoxRefused)
  })

  test('a pod that no node has room for is waited for, and a stop meanwhile leaves nothing', async () => {
    ground.cluster.machine.isFull = true
    const provider = ground.provider()
    const spec = newSpec()
    // Heard from the beginning: on a slow machine it gives up before the rest is tried.
    const givesUp = expect(provider.start(spec)).rejects.toMatchObject({
      code: 'provider_unavailable',
    })
    await expect.poll(() => provider.list(), { timeout: 20_000 }).toHaveLength(1)
    expect(await provider.observe(spec.sessionId)).toEqual({ state: 'absent' })
    await provider.stop(spec.sessionId, 0)
    await givesUp
    expect(await provider.list()).toEqual([])
  })

  test.each([
    ['evicted', { reason: 'Evicted', message: 'the node was low on memory' }],
    ['lost with its node', { reason: 'NodeLost', message: 'the node is gone' }],
  ])('a pod that is %s is lost, and does not start again', async (_, why) => {
    const provider = ground.provider()
    const spec = await started(provider)
    await ground.cluster.machine.fail(placeOf(spec), why)
    const found = await provider.observe(spec.sessionId)
    expect(found).toMatchObject({ state: 'ended', cause: 'lost' })
    expect(await provider.observe(spec.sessionId)).toEqual(found)
    await expect(provider.start(spec)).rejects.toBeInstanceOf(BoxEnded)
  })

  test('a pod that somebody deletes is absent', async () => {
    const provider = ground.provider()
    const spec = await started(provider)
    await core.deleteNamespacedPod({ ...placeOf(spec), gracePeriodSeconds: 0 })
    expect(await provider.observe(spec.sessionId)).toEqual({ state: 'absent' })
  })

  test('a pod whose node is gone is lost when the cluster has given it up, though it is said to run', async () => {
    const provider = ground.provider()
    const spec = await started(provider)
    const dueAt = instant(Date.now() - 600_000)
    await ground.cluster.machine.lose(placeOf(spec), dueAt)
    const { status } = await core.readNamespacedPod(placeOf(spec))
    expect(status).toMatchObject({
      phase: 'Running',
      containerStatuses: [{ state: { running: {} } }],
    })
    const found = { state: 'ended', cause: 'lost', endedAt: dueAt.replace(/\.\d+Z/, '.000Z') }
    expect(await provider.observe(spec.sessionId)).toEqual(found)
    await provider.stop(spec.sessionId, 5)
    expect(await provider.list()).toEqual([])
  })

  test('a pod that takes more memory than it has ends for that, whoever took it', async () => {
    const provider = ground.provider()
    const { sessionId, agentKey } = await started(provider)
    const agent = agentClient(provider.address(sessionId), agentKey)
    const hungry = 'head -c 1000m /dev/zero | tail -c 900m | wc -c'
    // Nobody is left to say how it ended.
    const running = (async () => {
      for await (const _ of agent.run({ argv: ['/bin/sh', '-c', hungry] }));
    })().catch(() => undefined)
    await expect
      .poll(() => provider.observe(sessionId), { timeout: 30_000 })
      .toMatchObject({ state: 'ended', cause: 'oom' })
    await running
    await provider.stop(sessionId, 0)
  })
})
