import { createWebSocketStream, type WebSocket } from 'ws'
import type { PodRun } from '../pods/run.ts'
import { type SpdyStream, spdyOver } from './spdy.ts'

/** What kubectl asks for when it forwards ports: SPDY inside of a WebSocket. */
export const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io'

/** Ports of a pod, a pair of streams for each connection to one: of its bytes and of what went wrong. */
export function tunnel(socket: WebSocket, run: PodRun): void {
  const errors = new Map<string, SpdyStream['duplex']>()
  spdyOver(createWebSocketStream(socket), ({ headers, duplex }) => {
    const request = headers.get('requestid') ?? ''
    if (headers.get('streamtype') === 'error') errors.set(request, duplex)
    else void join(duplex, Number(headers.get('port')), request)
  })

  async function join(outer: SpdyStream['duplex'], port: number, request: string): Promise<void> {
    const wrong = errors.get(request)
    errors.delete(request)
    try {
      const inner = await run.dial(port)
      inner.on('error', () => outer.destroy())
      outer.on('close', () => inner.destroy())
      outer.pipe(inner).pipe(outer)
      inner.on('close', () => wrong?.end())
    } catch (cause) {
      wrong?.end(`an error occurred forwarding ${port} -> ${port}: ${cause}`)
      outer.end()
    }
  }
}
