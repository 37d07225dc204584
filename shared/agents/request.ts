import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
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
export async function send(address: AgentAddress, call: Call): Promise<http.IncomingMessage> {
  const { method, path, headers, body, timeoutMs, signal } = call
  const { target, options, proof } = await targetOf(address, path)
  return new Promise((answered, failed) => {
    const { request, connections } = target.protocol === 'https:' ? secure : plain
    const length = Buffer.isBuffer(body) ? { 'content-length': body.length } : {}
    const outgoing = request(target, {
      ...options,
      method,
      headers: { ...headers, ...proof, ...length },
      agent: connections,
    })
    const late =
      timeoutMs === null
        ? undefined
        : setTimeout(() => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
    const leave = () => outgoing.destroy()
    signal?.addEventListener('abort', leave)
    outgoing
      .once('socket', hearErrors)
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

/**
 * Where an answer comes before all of the body has left, Node stops listening to the socket with bytes still under way; an
 * error then would be nobody's, and end the process.
 */
function hearErrors(socket: Socket): void {
  if (heard.has(socket)) return
  heard.add(socket)
  socket.on('error', () => undefined)
}
const heard = new WeakSet<Socket>()

/** A body that breaks off breaks the request off: what was sent is not taken for all of it. */
function pour(body: Readable, outgoing: http.ClientRequest): void {
  body.on('error', (error) => outgoing.destroy(error)).pipe(outgoing)
  outgoing.once('close', () => body.unpipe(outgoing).resume())
}

/** Kept open, and closed by us before the agent would. */
const kept = { keepAlive: true, timeout: agentLimits.idleConnectionMs }
const plain = { request: http.request, connections: new http.Agent(kept) }
const secure = { request: https.request, connections: new https.Agent(kept) }

export async function targetOf(address: AgentAddress, path: string) {
  if ('socketPath' in address) {
    const { socketPath } = address
    return { target: new URL(path, 'http://agent'), options: { socketPath }, proof: {} }
  }
  if ('url' in address) return { target: new URL(path, address.url), options: {}, proof: {} }
  const { url, headers } = await address.behind()
  return { target: new URL(path, url), options: {}, proof: headers }
}
