import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { agentKey, type newAgent } from './ground.ts'

/**
 * What stands before an agent where its foreign clients look for it: their control plane's one call that says how a
 * sandbox is reached, and everything else passed to the agent as it is.
 */
export async function newFront(agent: Awaited<ReturnType<typeof newAgent>>) {
  const server = createServer((incoming, response) => {
    // 2.45 asks without a version.
    if (/^(\/v2)?\/sandboxes\//.test(incoming.url ?? '')) introduce(response)
    else pass(agent.socketPath, incoming, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // It listens on a port, so its address is not a path.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await agent[Symbol.asyncDispose]()
    },
  }
}

function introduce(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      templateID: 'base',
      sandboxID: 'sandbox',
      clientID: 'client',
      // Without what came later: files' metadata, and entries in watch events.
      envdVersion: '0.6.1',
      envdAccessToken: agentKey,
    }),
  )
}

function pass(socketPath: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = incoming
  const outgoing = request({ socketPath, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
    response.once('close', () => answer.destroy())
  })
  outgoing.on('error', () => response.destroy())
  incoming.pipe(outgoing)
}
