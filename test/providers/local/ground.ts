import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { bundleAgent } from '../../../agent/bundle.ts'
import { type AgentClient, agentClient, type Command } from '../../../shared/agents/client.ts'
import type { CommandEvent } from '../../../shared/agents/events.ts'
import { newId } from '../../../shared/platform/ids.ts'
import { localProvider } from '../../../shared/providers/local/index.ts'
import type { LauncherName } from '../../../shared/providers/local/options.ts'
import { BoxRecord } from '../../../shared/providers/local/record.ts'
import type { BoxSpec, Provider } from '../../../shared/providers/provider.ts'

export const agentKey = 'the key of every agent in these tests'

/** Runs the same guarantees over both launchers; one that is not installed says so. */
export function onEachLauncher(guarantees: (ground: Ground) => void): void {
  for (const launcher of ['bwrap', 'unshare'] as const) {
    const isMissing = !existsSync(`/usr/bin/${launcher}`)
    describe.skipIf(isMissing)(isMissing ? `${launcher} is not installed` : launcher, () => {
      guarantees(newGround(launcher))
    })
  }
}

export type Ground = ReturnType<typeof newGround>

/** A run directory of its own, with all that begins in it ended when its tests are over. */
function newGround(launcher: LauncherName) {
  const runDirectory = mkdtempSync(join(tmpdir(), 'onm-'))
  const bundled = bundleAgent(join(runDirectory, 'agent.cjs'))
  const newProvider = (agentBundlePath = join(runDirectory, 'agent.cjs')): Provider =>
    localProvider({ runDirectory, agentBundlePath, launcher })
  const provider = newProvider()
  afterAll(async () => {
    const boxes = await provider.list()
    await Promise.all(boxes.map(({ sessionId }) => provider.stop(sessionId, 0)))
    rmSync(runDirectory, { recursive: true })
  })
  return {
    launcher,
    runDirectory,
    provider,
    newProvider,
    ordinary,
    start: async (wanted: Partial<BoxSpec> = {}) => {
      await bundled
      const spec = { ...ordinary, sessionId: newId('session'), ...wanted }
      const started = await provider.start(spec)
      return { spec, started, ...inside(provider, spec.sessionId) }
    },
  }
}

export type TestBox = Awaited<ReturnType<Ground['start']>>

const ordinary = {
  accountId: 'ada',
  template: 'base',
  env: {},
  cpuMillis: 2_000,
  memoryMb: 256,
  diskMb: 32,
  leaseSeconds: 120,
  agentKey,
} as const

function inside(provider: Provider, sessionId: string) {
  const agent = agentClient(provider.address(sessionId), agentKey)
  return {
    sessionId,
    agent,
    sh: (script: string, more: Partial<Command> = {}) => sh(agent, script, more),
  }
}

/** Kills the process that is on record, as the machine might. */
export function killBox({ runDirectory }: Ground, sessionId: string): void {
  const record = readFileSync(join(runDirectory, sessionId, 'box.json'), 'utf8')
  process.kill(BoxRecord.parse(JSON.parse(record)).process?.pid ?? 0, 'SIGKILL')
}

/** Runs a shell script to its end and answers all it said. */
export const sh = (agent: AgentClient, script: string, more: Partial<Command> = {}) =>
  outcome(agent.run({ argv: ['/bin/sh', '-c', script], timeoutMs: 20_000, ...more }))

export async function outcome(events: AsyncIterable<CommandEvent>) {
  const said = { stdout: newOutput(), stderr: newOutput() }
  for await (const event of events) {
    if (event.type === 'stdout' || event.type === 'stderr') said[event.type].add(event)
    if (event.type === 'end') {
      const [stdoutBytes, stderrBytes] = [said.stdout.bytes(), said.stderr.bytes()]
      return {
        end: event,
        stdoutBytes,
        stdout: stdoutBytes.toString(),
        stderr: stderrBytes.toString(),
      }
    }
  }
  throw new Error('the events ended without an end')
}

/** Bytes in order: each event must begin where the one before it ended. */
function newOutput() {
  const chunks: Uint8Array[] = []
  let next: number | undefined
  return {
    add: ({ offset, data }: { offset: number; data: Uint8Array }) => {
      if (next !== undefined && offset !== next) throw new Error(`${offset} follows ${next}`)
      next = offset + data.length
      chunks.push(data)
    },
    bytes: () => Buffer.concat(chunks),
  }
}

/** The first event of a kind, and the rest of them still to come. */
export async function until<T extends CommandEvent['type']>(
  events: AsyncIterator<CommandEvent>,
  type: T,
): Promise<CommandEvent & { readonly type: T }> {
  for (;;) {
    const { value, done } = await events.next()
    if (done) throw new Error(`the events ended without ${type}`)
    if (isOf(value, type)) return value
  }
}

const isOf = <T extends CommandEvent['type']>(
  event: CommandEvent,
  type: T,
): event is CommandEvent & { readonly type: T } => event.type === type
