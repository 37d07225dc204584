import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { ConnectError, codes } from '../shared/agents/connect.ts'
import { paths, upgradeName } from '../shared/agents/paths.ts'
import { isAllowed } from './allowed.ts'
import { refusalOf } from './call.ts'
import { refuseIfLeaving } from './leaving.ts'
import { converse } from './lines/converse.ts'
import { openTunnel } from './ports/tunnel.ts'
import type { Session } from './session.ts'
import { webSocketOn } from './webSocket.ts'

/** What a connection becomes, when all that can be refused was not: it is given the connection then. */
export type Becomes = (socket: Duplex) => void

type Call = (session: Session, query: URLSearchParams) => Promise<Becomes>

/** The calls for which a connection stops being HTTP, by their paths. */
const calls: Readonly<Record<string, Call>> = {
  [paths.line]: async (session) => (socket) => void converse(session, socket),
  [paths.tunnel]: openTunnel,
}

/** Hands a connection over to the call that its caller asked for, or says why not. */
export async function answerUpgrade(
  session: Session,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy())
  try {
    const becomes = await called(session, request)
    if (request.headers.upgrade !== upgradeName) {
      becomes(await webSocketOn(request, socket, head))
      return
    }
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n\r\n`)
    if (head.length > 0) socket.unshift(head)
    becomes(socket)
  } catch (error) {
    refuse(socket, refusalOf(error))
  }
}

const headers = `connection: Upgrade\r\nupgrade: ${upgradeName}`

function called(session: Session, request: IncomingMessage): Promise<Becomes> {
  if (!isAllowed(request, session.config)) {
    throw new ConnectError('unauthenticated', 'the access token is missing or wrong')
  }
  refuseIfLeaving(session.config)
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://agent')
  const call = calls[pathname]
  const { upgrade = '' } = request.headers
  const isKnown = [upgradeName, 'websocket'].includes(upgrade.toLowerCase())
  if (call && isKnown) return call(session, searchParams)
  throw new ConnectError('unimplemented', `there is no upgrade ${pathname}`)
}

function refuse(socket: Duplex, { code, message }: ConnectError): void {
  const body = Buffer.from(JSON.stringify({ code, message }))
  const head = [
    `HTTP/1.1 ${codes[code]} Refused`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]))
}
