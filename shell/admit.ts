import type { IncomingMessage } from 'node:http'
import { actorOf } from '../shared/audit/actor.ts'
import { type Asker, askerBy, stranger } from '../shared/audit/asker.ts'
import { readySession } from '../shared/commands/ready.ts'
import { subprotocols } from '../shared/contract/shell.ts'
import { admitted } from '../shared/passports/admit.ts'
import type { Caller } from '../shared/passports/caller.ts'
import { keyShown } from '../shared/passports/shown.ts'
import type { Plane } from '../shared/plane.ts'
import { Fault } from '../shared/platform/faults.ts'
import type { Session } from '../shared/sessions/session.ts'
import { open, spend } from '../shared/tickets/ticket.ts'
import { callerAddress } from './address.ts'
import type { ShellRoute } from './routes.ts'

/** Who was let in, and to what. */
export interface Guest {
  readonly caller: Caller
  readonly session: Session
  readonly query: URLSearchParams
}

/** Lets a caller in to a running session of its own; one that still starts is waited for. Throws the fault that refuses. */
export async function admit(
  plane: Plane,
  request: IncomingMessage,
  route: ShellRoute,
  query: URLSearchParams,
): Promise<Guest> {
  const shown = credentials(request, query)
  if (shown.ticket !== undefined) return byTicket(plane, shown.ticket, route, query)
  const queried = route.isLegacy && plane.takesQueryKeys ? legacyKey(query) : undefined
  const address = callerAddress(request, plane)
  const caller = await admitted(plane, shown.key ?? queried, address, 'sessions:write')
  if (!shown.key && !(await plane.flag('query_keys', caller.accountId))) {
    throw new Fault('unauthenticated', 'send the passport in a header, or get a ticket')
  }
  return { caller, query, session: await readySession(plane, caller.accountId, route.sessionId) }
}

/** Who was refused, as the audit log tells of it: by the ticket or the key that they showed. */
export async function askerAt(
  plane: Plane,
  request: IncomingMessage,
  route: ShellRoute,
  query: URLSearchParams,
): Promise<Asker> {
  const { ticket, key } = credentials(request, query)
  if (ticket === undefined) {
    return askerBy(
      plane,
      key ?? (route.isLegacy ? legacyKey(query) : undefined),
      callerAddress(request, plane),
    )
  }
  try {
    const { caller } = await open(plane, ticket)
    return { actor: actorOf(caller), accountId: caller.accountId, isKnown: true }
  } catch {
    return stranger(undefined)
  }
}

async function byTicket(plane: Plane, token: string, route: ShellRoute, query: URLSearchParams) {
  const ticket = await open(plane, token)
  const session = await readySession(plane, ticket.caller.accountId, route.sessionId)
  if (session.id !== ticket.session_id) {
    throw new Fault('not_found', `no session ${route.sessionId}`)
  }
  // Last, so that a session that still starts costs nobody a ticket.
  await spend(plane, ticket)
  return { caller: ticket.caller, query, session }
}

/** By header, by subprotocol (all that a browser can send), or a ticket in the query string. */
function credentials({ headers }: IncomingMessage, query: URLSearchParams) {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const after = (prefix: string) =>
    offered.find((name) => name.startsWith(prefix))?.slice(prefix.length)
  const header = (name: string) => [headers[name]].flat()[0]
  return {
    ticket: after(subprotocols.ticketPrefix) ?? query.get('ticket') ?? undefined,
    key: keyShown(header) ?? after(subprotocols.keyPrefix),
  }
}

const legacyKey = (query: URLSearchParams) =>
  query.get('passport') ?? query.get('api_key') ?? undefined
