import { type ClientRequest, type OutgoingHttpHeaders, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { ConnectError } from '../../shared/agents/connect.ts'
import { faultFor } from '../../shared/commands/run.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import type { PortGuest } from './admit.ts'

interface Question {
  readonly method: string | undefined
  readonly path: string
  readonly headers: OutgoingHttpHeaders
}

/** A request to what listens on the port, on a connection of its own. */
export async function ask(
  plane: Plane,
  guest: PortGuest,
  { method, path, headers }: Question,
): Promise<ClientRequest> {
  const tunnel = await reached(plane, guest)
  return request({ createConnection: () => tunnel, method, path, headers, setHost: false })
}

export const brokeOff = (port: number, cause: unknown) =>
  new Fault('port_closed', `what listens on port ${port} broke off without an answer`, { cause })

async function reached(plane: Plane, { session, port }: PortGuest): Promise<Duplex> {
  try {
    return await plane.agent(session.backend, session.id).tunnel(port)
  } catch (cause) {
    if (cause instanceof ConnectError && cause.code === 'unavailable') {
      throw new Fault('port_closed', cause.message, { cause })
    }
    throw await faultFor(plane, session, cause)
  }
}
