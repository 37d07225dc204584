import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AgentUnreachable } from '../../shared/agents/unreachable.ts'
import { epochMs, instant } from '../../shared/platform/clock.ts'
import { bundledAgent, newAgent } from './ground.ts'

test('an agent without a word from its launcher exits', async () => {
  const child = spawn(process.execPath, [await bundledAgent()], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  child.stdio[3]?.destroy()
  expect(await once(child, 'exit')).toEqual([1, null])
})

test('at the end of its lease the agent ends its commands, says so, and exits', async () => {
  await using agent = await newAgent({ leaseSeconds: 1 })
  const events = agent.client.run({ argv: ['/bin/sleep', '100'] })[Symbol.asyncIterator]()
  await events.next()
  expect((await events.next()).value).toMatchObject({ type: 'end', signal: 'SIGTERM' })
  expect(await agent.exited).toEqual([0, null])
  const ended = JSON.parse(readFileSync(join(agent.directory, 'ended.json'), 'utf8'))
  expect(ended).toEqual({ cause: 'lease', endedAt: expect.any(String) })
  const late = epochMs(ended.endedAt) - epochMs(agent.startedAt) - 1_000
  expect(late).toBeGreaterThanOrEqual(0)
  expect(late).toBeLessThan(900)
  await expect(agent.client.stat()).rejects.toBeInstanceOf(AgentUnreachable)
})

test('the lease is renewed forward only, and the answer is the end in force', async () => {
  await using agent = await newAgent()
  const { leaseEndsAt } = await agent.client.stat()
  expect(await agent.client.renew(instant(Date.now()))).toBe(leaseEndsAt)
  const later = instant(epochMs(leaseEndsAt) + 1_000)
  expect(await agent.client.renew(later)).toBe(later)
})

test('it says what runs and when it was last used', async () => {
  await using agent = await newAgent()
  const before = await agent.client.stat()
  expect(before).toMatchObject({ startedAt: agent.startedAt, processesRunning: 0 })
  const events = agent.client.run({ argv: ['/bin/sleep', '100'] })[Symbol.asyncIterator]()
  await events.next()
  const after = await agent.client.stat()
  expect(after.processesRunning).toBe(1)
  expect(after.lastActivityAt >= before.lastActivityAt).toBe(true)
})

test('an agent that is not there cannot be reached', async () => {
  const agent = await newAgent()
  await agent[Symbol.asyncDispose]()
  expect(await agent.client.healthy()).toBe(false)
  await expect(agent.client.stat()).rejects.toBeInstanceOf(AgentUnreachable)
  const events = agent.client.run({ argv: ['/bin/true'] })[Symbol.asyncIterator]()
  await expect(events.next()).rejects.toBeInstanceOf(AgentUnreachable)
})
