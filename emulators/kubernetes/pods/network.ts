import { once } from 'node:events'
import { createServer } from 'node:net'
import { pipeline } from 'node:stream'
import type { Dialler } from './dial.ts'

/**
 * A network in which this machine reaches pods at their addresses, as a machine of the cluster does: each is of the loopback's
 * own, and what comes to a port that the pod names is passed in to it. Pods reach nothing by it.
 */
export async function openPorts(
  ip: string,
  ports: readonly number[],
  dialler: Pick<Dialler, 'dial'>,
): Promise<() => Promise<void>> {
  const servers = await Promise.all(ports.map((port) => openPort(ip, port, dialler)))
  return async () => void (await Promise.all(servers.map(closed)))
}

async function openPort(host: string, port: number, dialler: Pick<Dialler, 'dial'>) {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (outer) => {
    dialler.dial(port).then(
      (inner) => {
        pipeline(outer, inner, () => inner.destroy())
        pipeline(inner, outer, () => outer.destroy())
        outer.resume()
      },
      () => outer.destroy(),
    )
    outer.on('error', () => undefined)
    guests.add(outer)
    outer.once('close', () => guests.delete(outer))
  })
  const guests = new Set<{ destroy(): unknown }>()
  await once(server.listen({ host, port }), 'listening')
  return { server, guests }
}

async function closed({ server, guests }: Awaited<ReturnType<typeof openPort>>) {
  for (const guest of guests) guest.destroy()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
