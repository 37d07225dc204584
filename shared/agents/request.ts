import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Readable } from 'node:stream'
import type { AgentAddress } from '../providers/provider.ts'
import { agentLimits } from './limits.ts'
import { AgentUnreachable } from './unreachable.ts'

export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Bytes that are there, or come as they can be sent. */
  readonly body?: Buffer | Readable
  /** Until the head of the answer; `null` where that comes after a body of any length. */
  readonly timeoutMs: number | null
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
      headers: { ...headers, ...(Buffer.isBuffer(body) ? { 'content-length': body.length } : {}) },
      agent: connections,
    })
    const late =
      timeoutMs === null
        ? undefined
        : setTimeout(() => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
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
    if (body === undefined || Buffer.isBuffer(body)) outgoing.end(body)
    else pour(body, outgoing)
  })
}

/** A body that breaks off breaks the request off: what was sent is not taken for all of it. */
function pour(body: Readable, outgoing: ClientRequest): void {
  body.on('error', (error) => outgoing.destroy(error)).pipe(outgoing)
  outgoing.once('close', () => body.unpipe(outgoing).resume())
}

/** Kept open, and closed by us before the agent would. */
const connections = new Agent({ keepAlive: true, timeout: agentLimits.idleConnectionMs })

export const targetOf = (address: AgentAddress, path: string) =>
  'url' in address
    ? { target: new URL(path, address.url), options: {} }
    : { target: new URL(path, 'http://agent'), options: { socketPath: address.socketPath } }
