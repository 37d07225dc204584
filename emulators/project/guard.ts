import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { listening } from '../pubsub/http.ts'
import type { Asked, Need } from './permissions.ts'

export interface Gate {
  /** The emulator behind it. */
  readonly url: string
  readonly port: number
  readonly needs: (asked: Asked) => readonly Need[]
  /** Whose access token it is; null where it is nobody's. */
  readonly whoIs: (token: string) => Promise<string | null>
  readonly may: (email: string, need: Need) => boolean
}

/** Google's front before one of its APIs: 401 to whom no token proves, 403 to who may not, and all else passes. */
export async function openGuard(gate: Gate) {
  const server = createServer((incoming, response) => {
    void pass(gate, incoming, response).catch(() => response.destroy())
  })
  server.requestTimeout = 0
  const port = await listening(server, gate.port)
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function pass(gate: Gate, incoming: IncomingMessage, response: ServerResponse) {
  const { method = 'GET', url = '/', headers } = incoming
  const [, token] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? []
  const email = token === undefined ? null : await gate.whoIs(token)
  if (token === undefined && isResumable(url)) return forward(gate, incoming, response)
  if (email === null)
    return refuse(response, 401, 'Request had invalid authentication credentials.')
  const isJson = headers['content-type']?.startsWith('application/json') && !url.includes('upload')
  const body = isJson && method !== 'GET' ? await json(incoming).catch(() => undefined) : undefined
  const [path = '/'] = url.split('?')
  const missing = gate
    .needs({ method, path: decodeURI(path), body })
    .find((need) => !gate.may(email, need))
  if (missing) {
    const { permission, resource } = missing
    const what = `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`
    return refuse(response, 403, what)
  }
  forward(gate, incoming, response, body)
}

/** Google's client (storage 7.22) proves itself to an endpoint of one's own everywhere but in a resumable upload. */
const isResumable = (url: string) => /[?&](uploadType=resumable|upload_id=)/.test(url)

/** `body` is what was read of the request already. */
function forward(gate: Gate, incoming: IncomingMessage, response: ServerResponse, body?: unknown) {
  const { method, url = '/' } = incoming
  const { 'transfer-encoding': _, ...headers } = incoming.headers
  const text = body === undefined ? undefined : JSON.stringify(body)
  const outgoing = request(new URL(url, gate.url), {
    method,
    headers: text
      ? { ...headers, 'content-length': Buffer.byteLength(text) }
      : { ...incoming.headers },
    agent: false,
  })
  outgoing
    .on('response', (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.on('error', () => response.destroy()).pipe(response)
    })
    .on('error', () => response.destroy())
  response.once('close', () => outgoing.destroy())
  if (text) outgoing.end(text)
  else incoming.on('error', () => outgoing.destroy()).pipe(outgoing)
}

const statuses = { 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED' } as const

function refuse(response: ServerResponse, code: keyof typeof statuses, message: string): void {
  response.req.resume()
  response.writeHead(code, { 'content-type': 'application/json; charset=UTF-8' })
  response.end(JSON.stringify({ error: { code, message, status: statuses[code] } }))
}
