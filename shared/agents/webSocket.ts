import type { Duplex } from 'node:stream'
import { bodyOf, refusalIn } from './call.ts'
import { agentLimits } from './limits.ts'
import { AgentUnreachable } from './unreachable.ts'

/**
 * The same connection in binary messages, whose borders mean nothing. Who ends one way ends both: what a WebSocket
 * cannot say is that one side is done while the other goes on.
 */
export async function webSocket(
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<Duplex> {
  // Most functions open none, and start sooner without it.
  const { createWebSocketStream, WebSocket } = await import('ws')
  const socket = new WebSocket(url, {
    headers,
    handshakeTimeout: agentLimits.callTimeoutMs,
    perMessageDeflate: false,
  })
  return new Promise((opened, failed) => {
    socket
      .once('open', () => opened(createWebSocketStream(socket)))
      .once('unexpected-response', (_, answer) => {
        bodyOf(answer).then((body) => failed(refusalIn(body)), failed)
      })
      .on('error', (error) => failed(new AgentUnreachable(error)))
  })
}
