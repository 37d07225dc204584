import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { limits } from './limits.ts'

/** The connection as a WebSocket, for callers whose way here leads through what knows no other upgrade. */
export async function webSocketOn(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<Duplex> {
  // Most boxes never need it.
  const { createWebSocketStream, WebSocketServer } = await import('ws')
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.socketMessageBytesMax,
  })
  return new Promise((opened) => {
    server.handleUpgrade(request, socket, head, (one) => opened(createWebSocketStream(one)))
  })
}
