import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { workerFunction } from '../../shared/contract/spellings.ts'
import { subscriptions as contract } from '../../shared/contract/topics.ts'
import { type Clock, realClock } from '../../shared/platform/clock.ts'
import { type Identity, newIdentity } from '../kit/identity.ts'
import { PushFaults } from './faults.ts'
import { bodyOf, listening } from './http.ts'
import type { Wiring } from './provision.ts'
import { type Deliver, type PushCounts, pushesTo } from './push.ts'

export interface PushProxyOptions {
  readonly deliver: Deliver
  readonly subscriptions?: Wiring['subscriptions']
  /** A free one unless given. */
  readonly port?: number
  /** Whom a worker's token is for: the worker's function, unless told otherwise. */
  readonly audience?: (worker: string) => string
  readonly clock?: Clock
}

export interface PushProxy {
  /** The push endpoint to give a subscription. */
  endpoint(subscription: string): string
  /** What a receiver needs to check the tokens that come with each push. */
  readonly identity: Pick<Identity, 'issuer' | 'email' | 'certificates'>
  readonly faults: PushFaults
  counts(subscription: string): PushCounts
  close(): Promise<void>
}

/** Stands between the Pub/Sub emulator and the workers and does what the emulator leaves out. */
export async function openPushProxy(options: PushProxyOptions): Promise<PushProxy> {
  const {
    deliver,
    subscriptions = contract,
    clock = realClock,
    audience = workerFunction,
  } = options
  const faults = new PushFaults()
  const identity = await newIdentity('pubsub@local.iam.gserviceaccount.com', clock)
  const pushes = new Map(
    Object.entries(subscriptions).map(([name, line]) => [
      `${prefix}${name}`,
      pushesTo(name, line, {
        deliver,
        faults,
        token: () => identity.tokenFor(audience(line.worker)),
      }),
    ]),
  )
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const pushed = pushes.get(request.url ?? '')
    const status = pushed ? await pushed.receive(await bodyOf(request)) : 404
    if (status === 'dropped') return void request.destroy()
    response.writeHead(status).end()
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.destroy())
  })
  const port = await listening(server, options.port)
  return {
    endpoint: (subscription) => `http://127.0.0.1:${port}${prefix}${subscription}`,
    identity,
    faults,
    counts(subscription) {
      const pushed = pushes.get(`${prefix}${subscription}`)
      if (!pushed) throw new Error(`no subscription ${subscription}`)
      return pushed.counts
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const prefix = '/push/'
