import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { listening } from '../pubsub/http.ts'
import type { Certificate } from './certificate.ts'

/** What a test or the local cloud has of an emulator that is served. */
export interface Served {
  readonly url: string
  close(): Promise<void>
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * An app on a loopback port of its own: a free one unless it is said. `upgrade` has what becomes another protocol. With a
 * certificate it is served over TLS.
 */
export async function served(
  app: Hono,
  port?: number,
  upgrade?: Upgrade,
  certificate?: Certificate,
): Promise<Served> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    ...(certificate ? { createServer, serverOptions: { ...certificate } } : {}),
  })
  if (!('closeAllConnections' in server)) throw new Error('not an HTTP/1 server')
  if (upgrade) server.on('upgrade', upgrade)
  const bound = await listening(server, port)
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${bound}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
