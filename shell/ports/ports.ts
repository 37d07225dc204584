import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { documentOf, faultOf, headersOf } from '../../functions/problem.ts'
import type { Plane } from '../../shared/plane.ts'
import { limits } from '../../shared/platform/limits.ts'
import { Crowd } from '../crowd.ts'
import { refuse } from '../refuse.ts'
import { portAdmission } from './admit.ts'
import { portRefusals } from './refused.ts'
import { relay } from './relay.ts'
import { type PortRoute, portRoute } from './route.ts'
import { relayUpgrade } from './upgrade.ts'

/** The ports of sessions, as seen from outside: each call says whether a request was for one, and has then taken it. */
export interface Ports {
  request(request: IncomingMessage, response: ServerResponse): boolean
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Cuts off who is still connected by an upgrade. */
  close(): void
}

export function openPorts(plane: Plane): Ports {
  const admit = portAdmission(plane)
  const recordRefused = portRefusals(plane)
  const crowd = new Crowd(limits.portRequestsPerAccountMax)
  const upgraded = new Set<Duplex>()
  const routeOf = ({ headers, url = '/' }: IncomingMessage) =>
    portRoute(plane.ports, headers.host, url)

  async function admitted(
    request: IncomingMessage,
    route: PortRoute,
    client: Duplex | ServerResponse,
  ) {
    const guest = await admit(request, route)
    const leave = crowd.enter(guest.session.account_id)
    client.once('close', leave)
    // It may have left while it was let in.
    if (client.destroyed) leave()
    return guest
  }

  return {
    request(request, response) {
      const route = routeOf(request)
      if (!route) return false
      if (!route.target.startsWith('/')) redirect(route, response)
      else {
        admitted(request, route, response)
          .then((guest) => relay(plane, guest, route, { request, response }))
          .catch(async (cause) => {
            await recordRefused(request, route, cause)
            refuseRequest(request, response, cause, plane)
          })
      }
      return true
    },
    upgrade(request, socket, head) {
      const route = routeOf(request)
      if (!route) return false
      upgraded.add(socket.once('close', () => upgraded.delete(socket)))
      admitted(request, route, socket)
        .then((guest) => relayUpgrade(plane, guest, route, { request, socket, head }))
        .catch(async (cause) => {
          await recordRefused(request, route, cause)
          refuse(socket, cause, plane.log)
        })
      return true
    },
    close() {
      for (const socket of upgraded) socket.destroy()
    },
  }
}

/** So that what a page names without a slash is looked for under its own address. */
function redirect({ prefix, target }: PortRoute, response: ServerResponse): void {
  response.writeHead(308, { location: `${prefix}/${target}` }).end()
}

function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  cause: unknown,
  { log }: Plane,
): void {
  const fault = faultOf(cause)
  if (fault.code === 'internal') log.error(fault.message, { cause })
  if (response.headersSent) return void response.destroy()
  const body = JSON.stringify(documentOf(fault))
  response
    .writeHead(fault.status, { 'content-type': 'application/problem+json', ...headersOf(fault) })
    .end(body)
  // The rest of what it sends is not for anyone.
  request.resume()
}
