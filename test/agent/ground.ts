import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { afterAll } from 'vitest'
import { bundleAgent } from '../../agent/bundle.ts'
import { bodyOf } from '../../shared/agents/call.ts'
import { agentClient } from '../../shared/agents/client.ts'
import { type AgentConfig, AgentReady } from '../../shared/agents/launch.ts'

export const agentKey = 'the key of the agent'
export const stopKey = 'the key of the launcher'

/** An agent on this machine, without a box: it commands nothing but what it starts. */
export async function newAgent(wanted: Partial<AgentConfig> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'onm-agent-'))
  const program = await bundledAgent()
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    detached: true,
  })
  const exited = once(child, 'exit')
  const door = child.stdio[3]
  if (!(door instanceof Duplex)) throw new Error('no door')
  door.end(JSON.stringify({ ...configIn(directory), ...wanted }))
  door.on('error', () => undefined)
  const [said] = await Promise.race([once(door, 'data'), exited])
  const socketPath = join(directory, 'agent.sock')
  return {
    directory,
    socketPath,
    startedAt: AgentReady.parse(JSON.parse(String(said))).startedAt,
    client: agentClient({ socketPath }, agentKey),
    as: (key: string) => agentClient({ socketPath }, key),
    ask: (call: RawCall) => ask(socketPath, call),
    begin: (call: RawCall) => begin(socketPath, call),
    exited,
    [Symbol.asyncDispose]: async () => {
      killGroup(child.pid)
      await exited
      rmSync(directory, { recursive: true, maxRetries: 10, retryDelay: 20 })
    },
  }
}

const bundleDirectory = mkdtempSync(join(tmpdir(), 'onm-bundle-'))
afterAll(() => rmSync(bundleDirectory, { recursive: true, force: true }))

let program: Promise<string> | undefined
export const bundledAgent = () => {
  program ??= (async () => {
    const path = join(bundleDirectory, 'agent.cjs')
    await bundleAgent(path)
    return path
  })()
  return program
}

const configIn = (directory: string): AgentConfig => ({
  agentKey,
  stopKey,
  leaseSeconds: 60,
  directory,
  owner: null,
  ownedDirectories: [],
  env: { PATH: '/usr/bin:/bin' },
  cwd: '/',
  ownsPidNamespace: false,
})

interface RawCall {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

/** One request as it is written, and the answer as it comes. */
async function ask(socketPath: string, call: RawCall) {
  const answer = await begin(socketPath, call)
  return { status: Number(answer.statusCode), body: await bodyOf(answer) }
}

/** The same, up to the head of the answer. */
async function begin(socketPath: string, call: RawCall): Promise<IncomingMessage> {
  const { method = 'POST', path, headers = {}, body } = call
  const outgoing = request({
    socketPath,
    method,
    path,
    headers: { 'content-type': 'application/json', 'x-access-token': agentKey, ...headers },
  })
  // An answer may come before all of the body has left, and the rest is then not taken.
  outgoing
    .on('error', () => undefined)
    .on('socket', (socket) => socket.on('error', () => undefined))
    .end(body)
  const [answer] = await once(outgoing, 'response')
  return answer
}

/** What it may just be starting dies with it. */
export function killGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has exited.
  }
}
