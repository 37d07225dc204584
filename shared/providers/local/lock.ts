import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 } from '../../platform/ids.ts'
import { BoxBusy } from '../provider.ts'

/**
 * Runs the work alone among all processes of this machine. The lock is an abstract socket's name: it is taken
 * atomically, and the kernel frees it when its holder dies, however it dies.
 */
export async function exclusively<T>(what: string, work: () => Promise<T>): Promise<T> {
  const release = await take(`\0onmemos-${sha256(what).toString('hex').slice(0, 32)}`)
  try {
    return await work()
  } finally {
    await release()
  }
}

async function take(path: string): Promise<() => Promise<void>> {
  for (const until = Date.now() + waitMsMax; Date.now() < until; await sleep(retryMs)) {
    const release = await tryTake(path)
    if (release) return release
  }
  throw new BoxBusy('another operation on this session does not end')
}

const tryTake = (path: string) =>
  new Promise<(() => Promise<void>) | undefined>((taken, failed) => {
    const server = createServer((stranger) => stranger.destroy())
    const release = () => new Promise<void>((released) => server.close(() => released()))
    server
      .once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? taken(undefined) : failed(error),
      )
      .listen({ path }, () => taken(release))
      .unref()
  })

const waitMsMax = 60_000
const retryMs = 5
