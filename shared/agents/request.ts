import { Agent, type IncomingMessage, request } from 'node:http'
import type { AgentAddress } from '../providers/provider.ts'
import { agentLimits } from './limits.ts'
import { AgentUnreachable } from './unreachable.ts'

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** One request, up to the head of its answer. The answer may be cut at any later time. */
export function send(address: AgentAddress, call: Call): Promise<IncomingMessage> {
  const { method, path, headers, body, timeoutMs, signal } = call
  const { target, options } = targetOf(address, path)
  return new Promise((answered, failed) => {
    const outgoing = request(target, {
      ...options,
      method,
      headers: { ...headers, ...(body ? { 'content-length': body.length } : {}) },
      agent: connections,
    })
    const late = setTimeout(
      () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)),
      timeoutMs,
    )
    const leave = () => outgoing.destroy()
    signal?.addEventListener('abort', leave)
    outgoing
      .once('response', (answer) => {
        clearTimeout(late)
        answered(answer)
      })
      .once('close', () => {
        clearTimeout(late)
        signal?.removeEventListener('abort', leave)
      })
      .on('error', (error) => failed(new AgentUnreachable(error)))
      .end(body)
  })
}

/** Kept open, and closed by us before the agent would. */
const connections = new Agent({ keepAlive: true, timeout: agentLimits.idleConnectionMs })

const targetOf = (address: AgentAddress, path: string) =>
  'url' in address
    ? { target: new URL(path, address.url), options: {} }
    : { target: new URL(path, 'http://agent'), options: { socketPath: address.socketPath } }
