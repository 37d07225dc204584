import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { listening } from '../../emulators/pubsub/http.ts'
import { call } from '../../shared/agents/call.ts'
import { agentClient } from '../../shared/agents/client.ts'
import { type AgentBoot, bootVariable } from '../../shared/agents/launch.ts'
import { commandsLeft } from '../../shared/agents/left.ts'
import { paths } from '../../shared/agents/paths.ts'
import { AdoptResponse } from '../../shared/agents/session.ts'
import { Empty } from '../../shared/agents/wire.ts'
import { instant } from '../../shared/platform/clock.ts'
import { until } from '../kit/until.ts'
import { bundledAgent, killGroup } from './ground.ts'

const bootKey = 'the key it waits with'
const agentKey = 'the key of its session'

/** An agent as a container has it: told by its environment, reached by its port. */
async function newMachine({ secondsLeft = 60 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'onm-machine-'))
  const port = await freePort()
  const boot: AgentBoot = {
    agentKey: bootKey,
    stopKey: 'nobody shows this one',
    leaseEndsAt: instant(Date.now() + secondsLeft * 1_000),
    directory,
    owner: null,
    ownedDirectories: [join(directory, 'workspace')],
    env: { PATH: '/usr/bin:/bin' },
    cwd: join(directory, 'workspace'),
    ownsPidNamespace: false,
  }
  const child = spawn(process.execPath, [await bundledAgent()], {
    env: { ...process.env, PORT: String(port), [bootVariable]: JSON.stringify(boot) },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    killGroup(child.pid)
    await exited
    rmSync(directory, { recursive: true, maxRetries: 10, retryDelay: 20 })
  })
  const front = { behind: async () => ({ url: `http://127.0.0.1:${port}`, headers: {} }) }
  const as = (key: string) => agentClient(front, key)
  await until(() => as(bootKey).healthy())
  return {
    as,
    exited,
    adopt: (lease: { leaseSeconds: number; lingerSeconds?: number }) =>
      call(
        { address: front, key: bootKey },
        paths.adopt,
        { agentKey, env: { PATH: '/usr/bin:/bin', WHO: 'ada' }, ...lease },
        AdoptResponse,
      ),
    left: () => commandsLeft({ address: front, key: agentKey }),
    tellFetched: () =>
      call(
        { address: front, key: agentKey },
        paths.stop,
        { graceSeconds: 0, isFetched: true },
        Empty,
      ),
  }
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  const port = await listening(server)
  await new Promise((closed) => server.close(closed))
  return port
}

async function said(of: AsyncIterable<{ type: string; data?: Uint8Array }>) {
  let text = ''
  for await (const { type, data } of of) if (type === 'stdout') text += Buffer.from(data ?? [])
  return text
}

async function allOf<T>(of: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of of) all.push(one)
  return all
}

test('a machine waits with one key and is its session’s with another', async () => {
  const machine = await newMachine()
  await machine.adopt({ leaseSeconds: 60 })
  const session = machine.as(agentKey)
  const out = session.run({ argv: ['/bin/sh', '-c', 'echo $WHO; basename $PWD'] })
  expect(await said(out)).toBe('ada\nworkspace\n')
  await expect(machine.as(bootKey).stat()).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('a line is a WebSocket where the way there knows nothing else', async () => {
  const machine = await newMachine()
  await machine.adopt({ leaseSeconds: 60 })
  const line = await machine.as(agentKey).line({
    start: { process: { cmd: '/bin/cat', args: [], envs: {} }, stdin: true },
  })
  await line.type(Buffer.from('as it was typed'))
  line.closeInput()
  expect(await said(line.events)).toBe('as it was typed')
})

test('a machine that comes up after its time opens to no key, and goes', async () => {
  const machine = await newMachine({ secondsLeft: -60 })
  await expect(machine.adopt({ leaseSeconds: 60 })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  expect(await machine.exited).toEqual([0, null])
})

test('one that lingers tells what its commands said until that was fetched', async () => {
  const machine = await newMachine()
  await machine.adopt({ leaseSeconds: 60, lingerSeconds: 60 })
  const session = machine.as(agentKey)
  expect(await said(session.run({ argv: ['/bin/echo', 'kept'] }))).toBe('kept\n')
  const long = ['/usr/bin/seq', '1', '1250000'] as const
  await said(session.run({ argv: long }))
  await session.stop(0)
  await until(async () => (await session.stat()).ended?.cause === 'stopped')
  const left = await allOf(machine.left())
  expect(left.map(({ record }) => record.argv)).toEqual([['/bin/echo', 'kept'], long])
  const [span] = left[0]?.output.stdout ?? []
  expect(Buffer.from(span?.base64 ?? '', 'base64').toString()).toBe('kept\n')
  expect(await left[0]?.longer('stdout')).toBeNull()
  const run = await left[1]?.longer('stdout')
  const bytes = Buffer.concat(await allOf<Buffer>(run?.open(10_000_000) ?? Readable.from([])))
  // Its end is in the record, and nothing is missing between the two.
  expect([run?.offset, left[1]?.record.stdoutBytes]).toEqual([0, 8_888_896])
  expect(left[1]?.output.stdout.at(-1)?.offset).toBeLessThan(bytes.length)
  await expect(said(session.run({ argv: ['/bin/true'] }))).rejects.toMatchObject({
    code: 'unavailable',
  })
  await machine.tellFetched()
  expect(await machine.exited).toEqual([0, null])
})
