import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import { ConnectionError } from '../../sdk/errors.ts'
import { findKey } from '../../sdk/key.ts'
import { problem } from '../../sdk/problem.ts'
import type { TerminalSocket } from '../../sdk/terminal.ts'
import { unreachable } from '../../sdk/unreachable.ts'
import type { Common } from '../api.ts'

/** Connects to a session's terminals. A refusal is an `ApiError`, as of any other call. */
export function terminalSocket(id: string, { key, url }: Common): Promise<TerminalSocket> {
  const { baseUrl, apiKey } = findKey({ apiKey: key, baseUrl: url })
  const to = new URL(`${baseUrl}/v1/sessions/${encodeURIComponent(id)}/shell`)
  const from = `GET ${to.origin}${to.pathname}`
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(to, { headers: { 'x-api-key': apiKey }, perMessageDeflate: false })
    ws.once('open', () => resolve(socketOf(ws)))
    ws.once('unexpected-response', (_, response: IncomingMessage) => {
      refusalIn(response, from).then(reject, reject)
    })
    ws.on('error', (cause) => {
      const broken = new Error('no connection', { cause })
      reject(new ConnectionError(unreachable(from, baseUrl, broken), { cause }))
    })
  })
}

/** A server that is going answers 503: that is not final. */
async function refusalIn(response: IncomingMessage, from: string): Promise<Error> {
  const { statusCode: status = 500, statusMessage: statusText = '' } = response
  const body = await text(response)
  const refused = await problem(new Response(body, { status, statusText }), from)
  return status === 503 ? new ConnectionError(refused.detail, { cause: refused }) : refused
}

function socketOf(ws: WebSocket): TerminalSocket {
  const socket: TerminalSocket = {
    send: (message) => ws.send(message),
    close: () => ws.close(),
    onmessage: null,
    onclose: null,
  }
  ws.on('message', (data) => socket.onmessage?.({ data }))
  ws.on('close', (code, reason) => socket.onclose?.({ code, reason: reason.toString() }))
  return socket
}
