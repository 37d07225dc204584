import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ConnectError } from '../../shared/agents/connect.ts'
import { join } from '../../shared/agents/join.ts'
import { limits } from '../limits.ts'
import type { Session } from '../session.ts'

/** Joins the caller to what listens on a port of the box. All that passes is use of the session. */
export async function openTunnel(
  session: Session,
  query: URLSearchParams,
): Promise<(caller: Duplex) => void> {
  const port = Number(query.get('port'))
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new ConnectError('invalid_argument', 'a port is 1 to 65535')
  }
  const server = await listener(port)
  session.activity.note()
  const note = () => session.activity.note()
  return (caller) => {
    caller.on('data', note)
    server.on('data', note)
    join(caller, server)
  }
}

/** Who listens on a port, by either of the names that programs give this machine. */
async function listener(port: number): Promise<Socket> {
  for (const host of ['127.0.0.1', '::1']) {
    const socket = await connected(host, port)
    if (socket) return socket
  }
  throw new ConnectError('unavailable', `nothing listens on port ${port} of the session`)
}

const connected = (host: string, port: number): Promise<Socket | undefined> =>
  new Promise((settled) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
    const late = setTimeout(() => socket.destroy(new Error('too late')), limits.portConnectMs)
    socket
      .once('connect', () => {
        clearTimeout(late)
        settled(socket)
      })
      .on('error', () => {
        clearTimeout(late)
        settled(undefined)
      })
  })
