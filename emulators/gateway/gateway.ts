import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { handlers } from '../../functions/index.ts'
import { type AnyHandler, serve } from '../../functions/serve.ts'
import type { Route } from '../../shared/contract/route.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { refuse } from '../../shell/refuse.ts'
import { openShell } from '../../shell/shell.ts'

export interface Gateway {
  readonly url: string
  /** Takes no new request; those under way go on. */
  refuse(): void
  /** Ends what is still under way. */
  close(): Promise<void>
}

/** One face of the control plane on one loopback port: the same apps that are deployed one by one. */
export async function openGateway(
  face: Route['face'],
  port: number,
  plane: Plane,
  changed: () => void,
  /** What the shell serves over plain HTTP, where this face has terminals. */
  terminals?: Hono,
): Promise<Gateway> {
  const app = serve(handlersOf(face), plane)
  const answer = getRequestListener(async (request, env) => {
    const isTerminal = terminals && new URL(request.url).pathname.startsWith('/terminal/')
    const answer = await (isTerminal ? terminals : app).fetch(request, env)
    // Afterwards: what a slow request changed is otherwise saved by none.
    if (request.method !== 'GET') changed()
    return answer
  })
  const shell = openShell(plane)
  const server = createServer((request, response) => {
    if (!(terminals && shell.request(request, response))) void answer(request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    if (terminals) shell.upgrade(request, socket, head)
    else refuse(socket, new Fault('unsupported', 'terminals are on the public face'), plane.log)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    refuse: () => void server.close(),
    async close() {
      await shell.drain('the local cloud stops', 1_000)
      shell.close()
      if (server.listening) server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

export const handlersOf = (face: Route['face']): readonly AnyHandler[] =>
  Object.values(handlers)
    .flatMap((verbs): AnyHandler[] => Object.values(verbs))
    .filter(({ route }) => route.face === face)
