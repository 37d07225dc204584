import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { listening } from '../../pubsub/http.ts'
import type { Crew } from './crew.ts'
import type { Instance } from './instance.ts'

export type Admission = 'in' | 'forbidden' | 'unproven'

/** What Google's front asks before it lets a request in. */
export interface Gate {
  /** Whether a caller with this token may call; `unproven` where the token is none of Google's for this service. */
  admits(token: string | undefined): Promise<Admission>
  /** Who serves, if anyone. */
  crew(): Crew | undefined
}

/** A service's address: one port of this machine. */
export async function openFront(gate: Gate, port: number) {
  const server = createServer((incoming, response) => void answer(gate, incoming, response))
  server.on('upgrade', (incoming, socket, head) => void pass(gate, incoming, socket, head))
  const bound = await listening(server, port)
  return {
    port: bound,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
export type Front = Awaited<ReturnType<typeof openFront>>

interface Taken {
  readonly crew: Crew
  readonly instance: Instance
  readonly timeoutMs: number
}

/** An instance for a request, or the status and words it is refused with. */
async function take(gate: Gate, { headers }: IncomingMessage): Promise<Taken | Refused> {
  const shown = headers['x-serverless-authorization'] ?? headers.authorization
  const [, token] = /^Bearer (.+)$/i.exec(String(shown ?? '')) ?? []
  const admitted = await gate.admits(token)
  if (admitted === 'unproven')
    return [401, 'Your client does not have permission: the token is not valid.']
  if (admitted === 'forbidden')
    return [403, 'Your client does not have permission to get this URL.']
  const crew = gate.crew()
  if (!crew) return [503, 'Service Unavailable']
  const instance = await crew.take()
  if (instance === undefined) return [429, 'Rate exceeded.']
  if (typeof instance === 'string') return [503, `Service Unavailable: ${instance}`]
  const seconds = Number.parseFloat(crew.revision.template.timeout ?? '300s')
  return { crew, instance, timeoutMs: seconds * 1_000 }
}
type Refused = readonly [status: number, words: string]

const isRefused = (taken: Taken | Refused): taken is Refused => Array.isArray(taken)

async function answer(gate: Gate, incoming: IncomingMessage, response: ServerResponse) {
  const taken = await take(gate, incoming)
  if (isRefused(taken)) {
    const [status, words] = taken
    response.writeHead(status, { 'content-type': 'text/html' }).end(`<html>${words}</html>`)
    return
  }
  const { method, url } = incoming
  const outgoing = request(
    { ...at(taken), method, path: url, headers: headersFor(incoming), agent: false },
    (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(response)
      answered.on('error', () => response.destroy())
    },
  )
  const late = setTimeout(() => {
    if (!response.headersSent) response.writeHead(504).end('upstream request timeout')
    outgoing.destroy()
  }, taken.timeoutMs)
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy()
    else response.writeHead(503).end('upstream connect error or disconnect/reset before headers')
  })
  response.once('close', () => {
    clearTimeout(late)
    outgoing.destroy()
    taken.crew.free(taken.instance)
  })
  incoming.on('error', () => outgoing.destroy()).pipe(outgoing)
}

/** Google's front passes WebSockets on, and no other upgrade. */
async function pass(gate: Gate, incoming: IncomingMessage, socket: Duplex, head: Buffer) {
  socket.on('error', () => socket.destroy())
  const refuse = (status: number, words: string) =>
    socket.end(
      `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(words)}\r\n\r\n${words}`,
    )
  if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
    refuse(400, 'only WebSockets are passed on')
    return
  }
  const taken = await take(gate, incoming)
  if (isRefused(taken)) {
    refuse(...taken)
    return
  }
  const { url } = incoming
  const outgoing = request({ ...at(taken), path: url, headers: headersFor(incoming), agent: false })
  const late = setTimeout(() => socket.destroy(), taken.timeoutMs)
  socket.once('close', () => {
    clearTimeout(late)
    outgoing.destroy()
    taken.crew.free(taken.instance)
  })
  outgoing
    .once('upgrade', (answered, container, rest) => {
      container.on('error', () => socket.destroy()).once('close', () => socket.destroy())
      socket.once('close', () => container.destroy())
      socket.write(headOf(answered))
      if (rest.length > 0) socket.write(rest)
      if (head.length > 0) container.write(head)
      socket.pipe(container)
      container.pipe(socket)
    })
    .once('response', (answered) => {
      socket.write(headOf(answered))
      answered.pipe(socket)
    })
    .on('error', () => refuse(503, 'upstream connect error or disconnect/reset before headers'))
    .end()
}

const at = ({ instance }: Taken) =>
  'port' in instance.at ? { host: '127.0.0.1', port: instance.at.port } : instance.at

/** What proved the caller is not the container's to see. */
const headersFor = ({ headers }: IncomingMessage) => {
  const { 'x-serverless-authorization': proof, authorization, ...rest } = headers
  return proof === undefined && authorization !== undefined
    ? { ...rest, authorization: authorization.replace(/\.[^.]*$/, '.SIGNATURE_REMOVED_BY_GOOGLE') }
    : { ...rest, ...(authorization ? { authorization } : {}) }
}

const headOf = ({ statusCode, statusMessage, rawHeaders }: IncomingMessage) => {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`]
  for (let n = 0; n < rawHeaders.length; n += 2)
    lines.push(`${rawHeaders[n]}: ${rawHeaders[n + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}
