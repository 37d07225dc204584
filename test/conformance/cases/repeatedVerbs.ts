import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { agentClient } from '../../../shared/agents/client.ts'
import { newId } from '../../../shared/platform/ids.ts'
import { BoxEnded, type BoxSpec } from '../../../shared/providers/provider.ts'
import type { Ground, Proof } from '../case.ts'

/** Each verb may come twice, at once, from two processes, or be cut in the middle: one box, and then none. */
export const repeatedVerbs: Proof = async (ground) => {
  const { world, provider, backend, boxes } = ground
  const other = world.anotherProcess()
  try {
    const spec = newSpec()
    const starts = [provider, other.providers[backend], provider].map((one) => one.start(spec))
    const [first, second, third] = await Promise.all(starts)
    expect([second?.startedAt, third?.startedAt]).toEqual([first?.startedAt, first?.startedAt])
    expect(await boxes(spec.sessionId)).toHaveLength(1)
    await Promise.all([provider.stop(spec.sessionId, 0), provider.stop(spec.sessionId, 0)])
    await provider.stop(spec.sessionId, 0)
    expect(await provider.observe(spec.sessionId)).toEqual({ state: 'absent' })
  } finally {
    other.providers[backend].close?.()
    await other.db.terminate()
  }
  await lateIsHarmless(ground)
  await endedStaysEnded(ground)
  await cutShort(ground, 200)
}

/** One of an earlier turn neither starts over a later, nor stops it. */
async function lateIsHarmless({ provider, boxes }: Ground) {
  const spec = newSpec({ turn: 1 })
  await provider.start(spec)
  await provider.stop(spec.sessionId, 0, { turn: 0 })
  await expect(provider.start({ ...spec, turn: 0 })).rejects.toMatchObject({
    code: 'provider_unavailable',
  })
  expect(await boxes(spec.sessionId)).toMatchObject([{ turn: 1, accountId: 'ada' }])
  await provider.stop(spec.sessionId, 0, { turn: 1 })
  expect(await boxes(spec.sessionId)).toEqual([])
}

async function endedStaysEnded({ provider }: Ground) {
  const spec = newSpec()
  await provider.start(spec)
  const agent = agentClient(provider.address(spec.sessionId), spec.agentKey)
  await agent.stop(0)
  await expect
    .poll(() => provider.observe(spec.sessionId), { timeout: 30_000 })
    .toMatchObject({
      state: 'ended',
      cause: 'stopped',
    })
  await expect(provider.start(spec)).rejects.toBeInstanceOf(BoxEnded)
  await provider.stop(spec.sessionId, 0)
  expect(await provider.observe(spec.sessionId)).toEqual({ state: 'absent' })
}

/** Whoever starts it is killed meanwhile; the next start has a box that works all the same, and only one. */
async function cutShort({ world, backend, provider, boxes }: Ground, afterMs: number) {
  const spec = newSpec()
  const program = new URL('../starter.ts', import.meta.url).pathname
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', program, JSON.stringify({ backend, spec })],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...world.environment } },
  )
  await once(child.stdout, 'data')
  await sleep(afterMs)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await provider.start(spec)
  expect(await boxes(spec.sessionId)).toMatchObject([{ observed: { state: 'running' } }])
  const agent = agentClient(provider.address(spec.sessionId), spec.agentKey)
  expect(await agent.healthy()).toBe(true)
  await provider.stop(spec.sessionId, 0)
  expect(await boxes(spec.sessionId)).toEqual([])
}

const newSpec = (more: Partial<BoxSpec> = {}): BoxSpec => ({
  sessionId: newId('session'),
  accountId: 'ada',
  template: 'base',
  env: {},
  cpuMillis: 1_000,
  memoryMb: 256,
  diskMb: 32,
  leaseSeconds: 120,
  agentKey: 'the key of every agent in this case',
  ...more,
})
