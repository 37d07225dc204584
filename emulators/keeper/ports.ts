import { createServer } from 'node:net'
import { listenerOn } from './listener.ts'

/**
 * Runs `start` on the port that was asked for, or else on a free one. Somebody may take a free port
 * between our look and the start, so that is tried again; a port that was asked for is not.
 */
export async function onFreePort<T>(
  asked: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await reserve(asked ?? 0))
    } catch (failure) {
      if (!(failure instanceof PortTaken)) throw failure
      if (asked === undefined && attempt < attemptsMax) continue
      const listener = await listenerOn(failure.port)
      throw new Error(
        `port ${failure.port} on 127.0.0.1 is taken${listener ? ` by ${listener}` : ''}:` +
          ' end what listens there, or choose another port',
        { cause: failure },
      )
    }
  }
}

export class PortTaken extends Error {
  readonly port: number
  constructor(port: number) {
    super(`port ${port} is taken`)
    this.port = port
  }
}

const attemptsMax = 3

/** Binds the port for a moment, so that we never mistake another's server for ours. */
const reserve = (port: number) =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', (failure) =>
      reject('code' in failure && failure.code === 'EADDRINUSE' ? new PortTaken(port) : failure),
    )
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address()
      const bound = address !== null && typeof address === 'object' ? address.port : port
      server.close(() => resolve(bound))
    })
  })
