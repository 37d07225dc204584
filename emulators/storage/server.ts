import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Clock, epochMs, realClock } from '../../shared/platform/clock.ts'
import { listening } from '../pubsub/http.ts'
import { Disk } from './disk.ts'
import { applyLifecycle } from './lifecycle.ts'
import { documentOf, notEmulated, Refusal } from './refusal.ts'
import { match, routes, xmlRoutes } from './routes.ts'
import { checkSigned, type KeyOf } from './signed.ts'
import { xmlOf } from './xml.ts'

/** Says, of a request that a test wants to go wrong, the status it gets; `'drop'` cuts its connection. */
export type Fault = (request: IncomingMessage) => number | 'drop' | undefined

export interface StorageEmulator {
  /** What clients are given as `apiEndpoint` or `STORAGE_EMULATOR_HOST`. */
  readonly url: string
  readonly directory: string
  /** What goes wrong from now on; nothing, unless a test says so. */
  fault: Fault
  close(): Promise<void>
}

export interface StorageOptions {
  readonly port?: number
  /** When it is: what lifecycles and signed addresses go by. */
  readonly clock?: Clock
  /** Whose signatures are good; without it those of signed addresses are taken at their word. */
  readonly keyOf?: KeyOf
}

/** Cloud Storage on loopback, its state below one directory. */
export async function openStorage(
  directory: string,
  { port, clock = realClock, keyOf }: StorageOptions = {},
): Promise<StorageEmulator> {
  const disk = new Disk(directory, clock)
  const emulator: { fault: Fault } = { fault: () => undefined }
  const server = createServer((request, response) => {
    void serve({ disk, keyOf }, emulator, request, response)
  })
  server.requestTimeout = 0
  const bound = await listening(server, port)
  return Object.assign(emulator, {
    url: `http://127.0.0.1:${bound}`,
    directory,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  })
}

interface Ground {
  readonly disk: Disk
  readonly keyOf: KeyOf | undefined
}

async function serve(
  ground: Ground,
  { fault }: { fault: Fault },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wrong = fault(request)
  if (wrong === 'drop') return void request.socket.destroy()
  try {
    if (wrong) throw new Refusal(wrong, 'backendError', 'A test wants this to go wrong')
    await route(ground, request, response)
  } catch (cause) {
    refuse(request, response, cause)
  }
}

async function route({ disk, keyOf }: Ground, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
  const isXml = isXmlPath(url.pathname)
  const nowMs = epochMs(disk.clock.now())
  for (const bucket of disk.buckets.values()) applyLifecycle(bucket, nowMs)
  if (isXml) checkSigned(request, url, { now: disk.clock.now(), keyOf })
  for (const [method, pattern, handler] of isXml ? xmlRoutes : routes) {
    const at = method === request.method && match(pattern, url.pathname)
    if (at) {
      const { origin, searchParams: query } = url
      return handler({ disk, request, response, origin, at, query })
    }
  }
  throw notEmulated(`${request.method} ${url.pathname}`)
}

function refuse(request: IncomingMessage, response: ServerResponse, cause: unknown): void {
  // Of a body that nobody will read, so that the answer is.
  request.resume()
  if (response.headersSent) return void response.destroy()
  const refusal =
    cause instanceof Refusal ? cause : new Refusal(500, 'backendError', 'Internal error')
  const { status } = refusal
  if (status === 304) return void response.writeHead(304).end()
  if (isXmlPath(request.url ?? '/')) {
    response.writeHead(status, { 'content-type': 'application/xml; charset=UTF-8' })
    return void response.end(xmlOf(refusal))
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' })
  response.end(JSON.stringify(documentOf(refusal)))
}

const isXmlPath = (path: string) => !/^\/(storage|upload|resumable|download|batch)\//.test(path)
