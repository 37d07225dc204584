import { type IncomingMessage, type OutgoingHttpHeaders, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { join } from '../../shared/agents/join.ts'
import type { Plane } from '../../shared/plane.ts'
import type { PortGuest } from './admit.ts'
import { ask, brokeOff } from './ask.ts'
import { back, onward } from './headers.ts'
import type { PortRoute } from './route.ts'

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** Passes a request for a WebSocket on, and then what both sides say; or what it was refused with. */
export async function relayUpgrade(
  plane: Plane,
  guest: PortGuest,
  route: PortRoute,
  { request, socket, head }: Upgrade,
): Promise<void> {
  const { port } = guest
  const asked = await ask(plane, guest, {
    method: request.method,
    path: route.target,
    headers: {
      ...onward(request, route, port),
      connection: 'Upgrade',
      upgrade: request.headers.upgrade,
    },
  })
  socket.once('close', () => asked.destroy())
  await new Promise<void>((settled, failed) => {
    asked
      .once('upgrade', (answer, server: Duplex, first) => {
        const changed = { connection: 'Upgrade', upgrade: answer.headers.upgrade }
        socket.write(headOf(answer, { ...back(answer.headers, route, port), ...changed }))
        if (first.length > 0) server.unshift(first)
        if (head.length > 0) socket.unshift(head)
        join(socket, server)
        settled()
      })
      .once('response', (answer) => {
        socket.write(headOf(answer, { ...back(answer.headers, route, port), connection: 'close' }))
        answer.on('error', () => socket.destroy()).pipe(socket)
        settled()
      })
      .on('error', (cause) => failed(brokeOff(port, cause)))
      .end()
  })
}

function headOf(
  { statusCode = 502, statusMessage }: IncomingMessage,
  headers: OutgoingHttpHeaders,
) {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}`),
  )
  const status = `HTTP/1.1 ${statusCode} ${statusMessage || STATUS_CODES[statusCode]}`
  return Buffer.from([status, ...lines, '', ''].join('\r\n'), 'latin1')
}
