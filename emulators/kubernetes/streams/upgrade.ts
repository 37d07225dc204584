import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Cluster } from '../cluster.ts'
import type { Door } from '../door.ts'
import { get } from '../objects/get.ts'
import type { Machine } from '../pods/machine.ts'
import { lifeOf, runOf } from '../pods/read.ts'
import { Refusal, statusOf } from '../refusal.ts'
import { askedOf } from '../request.ts'
import { attach } from './attach.ts'
import { exec } from './exec.ts'
import { portForward } from './portforward.ts'
import { tunnel, tunnelProtocol } from './tunnel.ts'

export interface Ground {
  readonly cluster: Cluster
  readonly machine: Machine
  readonly door: Door
}

/** Those streams of pods that are WebSockets. */
export function streamsOf(ground: Ground) {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: chosen })
  const tunnels = new WebSocketServer({ noServer: true })
  tunnels.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${tunnelProtocol}`))
  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      // A client that leaves while it is answered is no failure of ours.
      socket.on('error', () => undefined)
      try {
        const isTunnel = takesTunnel(request)
        const begin = begun(ground, request, isTunnel)
        const server = isTunnel ? tunnels : sockets
        server.handleUpgrade(request, socket, head, begin)
      } catch (cause) {
        refuse(socket, cause)
      }
    },
    close(): void {
      for (const socket of [...sockets.clients, ...tunnels.clients]) socket.terminate()
    },
  }
}

/** The newest that both know, of the protocols with a stream for errors. */
const chosen = (offered: ReadonlySet<string>) =>
  ['v5.channel.k8s.io', 'v4.channel.k8s.io'].find((name) => offered.has(name)) ?? false

/** Its name is none that a WebSocket's protocol may have, so it is kept from who would refuse it. */
function takesTunnel(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  if (!offered.split(',').some((name) => name.trim() === tunnelProtocol)) return false
  delete request.headers['sec-websocket-protocol']
  return true
}

/** Refusals are made before the connection is a WebSocket: after that there is no status to refuse with. */
function begun(
  ground: Ground,
  request: IncomingMessage,
  isTunnel: boolean,
): (socket: WebSocket) => void {
  const url = new URL(request.url ?? '/', 'http://cluster')
  const asked = askedOf(request.method ?? 'GET', url)
  const query = url.searchParams
  if (asked) ground.door.admit(request.headers.authorization, asked)
  if (asked?.kind.kind === 'Pod' && asked.subresource === 'exec') {
    const life = lifeOf(ground, asked, query.get('container'))
    return (socket) => exec(socket, life, query)
  }
  if (asked?.kind.kind === 'Pod' && asked.subresource === 'attach') {
    const life = lifeOf(ground, asked, query.get('container'))
    return (socket) => attach(socket, life, query)
  }
  if (asked?.kind.kind === 'Pod' && asked.subresource === 'portforward') {
    const { kind, namespace, name } = asked
    const { metadata } = get(ground.cluster, { kind, namespace }, name)
    const run = runOf(ground.machine, metadata.uid, kind, name)
    if (isTunnel) return (socket) => tunnel(socket, run)
    return (socket) => portForward(socket, run, query.getAll('ports').map(Number))
  }
  throw new Refusal(404, 'NotFound', `${url.pathname} is no stream that is emulated`)
}

function refuse(socket: Duplex, cause: unknown) {
  const refusal =
    cause instanceof Refusal ? cause : new Refusal(500, 'InternalError', String(cause))
  const body = JSON.stringify(statusOf(refusal))
  socket.end(
    [
      `HTTP/1.1 ${refusal.code} ${refusal.reason}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
