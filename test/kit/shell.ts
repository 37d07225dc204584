import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import type { Said, ServerMessage } from '../../shared/contract/shell.ts'
import { ServerMessage as Schema } from '../../shared/contract/shell.ts'
import type { Plane } from '../../shared/plane.ts'
import { openShell } from '../../shell/shell.ts'

/** The shell of a test world, on a port of its own in this process. */
export async function serveShell(plane: Plane, bounds?: Parameters<typeof openShell>[1]) {
  const shell = openShell(plane, bounds)
  const server: Server = createServer((request, response) => {
    if (!shell.request(request, response)) response.writeHead(404).end()
  })
  server.on('upgrade', shell.upgrade)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}`,
    drain: shell.drain,
    close() {
      shell.close()
      server.close()
      server.closeAllConnections()
    },
  }
}
export type ServedShell = Awaited<ReturnType<typeof serveShell>>

interface Connect {
  readonly headers?: Record<string, string>
  readonly protocols?: string[]
}

/** A client's socket, opened. */
export async function connect(url: string, { headers = {}, protocols = [] }: Connect = {}) {
  const ws = new WebSocket(url, protocols, { headers })
  const messages: Buffer[] = []
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const look of waiting.splice(0)) look()
  }
  ws.on('message', (data: Buffer) => {
    messages.push(data)
    wake()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    ws.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() })
      wake()
    }),
  )
  await new Promise<void>((resolve, reject) => ws.once('open', resolve).once('error', reject))
  return {
    ws,
    closed,
    close: () => ws.close(),
    /** The next message that came, or `undefined` when the socket is closed and all was read. */
    async next(): Promise<Buffer | undefined> {
      for (;;) {
        const first = messages.shift()
        if (first || ws.readyState === ws.CLOSED) return first
        await new Promise<void>((look) => waiting.push(look))
      }
    },
  }
}
export type Client = Awaited<ReturnType<typeof connect>>

/** One that speaks JSON messages, each checked by the contract. */
export async function connectJson(url: string, how?: Connect) {
  const client = await connect(url, how)
  const next = async () => {
    const message = await client.next()
    return message && Schema.parse(JSON.parse(message.toString()))
  }
  /** The next message of a type; those before it are let go. */
  const until = async <T extends ServerMessage['type']>(type: T) => {
    for (let message = await next(); message; message = await next()) {
      if (message.type === type) return message as Extract<ServerMessage, { type: T }>
    }
    throw new Error(`the socket closed before a ${type} came`)
  }
  return {
    ...client,
    next,
    until,
    say: (message: Said) => client.ws.send(JSON.stringify(message)),
    /** What a terminal says until it holds `text`. */
    async read(text: string) {
      let seen = ''
      while (!seen.includes(text)) seen += (await until('output')).data
      return seen
    },
  }
}

/** What a request for a socket is answered with when it is refused. */
export const refusal = (url: string, { headers = {}, protocols = [] }: Connect = {}) =>
  new Promise<{ status: number; type: string; body: Record<string, unknown> }>(
    (resolve, reject) => {
      const ws = new WebSocket(url, protocols, { headers })
      ws.once('open', () => {
        ws.terminate()
        reject(new Error('it was let in'))
      })
      ws.on('error', () => undefined)
      ws.once('unexpected-response', (_, response) => {
        let text = ''
        response.on('data', (part) => {
          text += part
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: JSON.parse(text),
          }),
        )
      })
    },
  )
