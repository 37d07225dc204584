import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:net'

/** Listens on loopback, on a free port unless one is given, and says which. */
export const listening = (server: Server, port = 0) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('not on a port'))
      else resolve(address.port)
    })
  })

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
