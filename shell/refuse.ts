import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { documentOf, faultOf, headersOf } from '../functions/problem.ts'
import type { Log } from '../shared/platform/log.ts'

/** Answers a request for a socket with what was wrong with it, as any other request is answered. */
export function refuse(socket: Duplex, cause: unknown, log: Log): void {
  const fault = faultOf(cause)
  if (fault.status >= 500) log.error(fault.message, { cause })
  const body = JSON.stringify(documentOf(fault))
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headersOf(fault),
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const status = `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`
  socket.end([status, ...head, '', body].join('\r\n'))
}
