import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { faultOf } from '../functions/problem.ts'
import { actorOf } from '../shared/audit/actor.ts'
import { isOfNote, refusalRecorder } from '../shared/audit/refused.ts'
import { useRecorder } from '../shared/audit/use.ts'
import { subprotocols } from '../shared/contract/shell.ts'
import type { Plane } from '../shared/plane.ts'
import { Fault } from '../shared/platform/faults.ts'
import { limits } from '../shared/platform/limits.ts'
import { personAt } from './address.ts'
import { admit, askerAt, type Guest } from './admit.ts'
import { converse as binary } from './binary/converse.ts'
import { frameDataBytesMax } from './binary/frames.ts'
import type { Speaks } from './conversation.ts'
import { Crowd } from './crowd.ts'
import { Guests } from './guests.ts'
import { converse as json } from './json/converse.ts'
import { openPorts } from './ports/ports.ts'
import { refuse } from './refuse.ts'
import { shellRoute } from './routes.ts'
import { Socket } from './socket.ts'
import { stayWhileAdmitted } from './stay.ts'

/** The terminals and ports of one process: it holds sockets and nothing else, and may be killed at any moment. */
export interface Shell {
  /** Whether a request was for a port of a session: then it has taken it. */
  request(request: IncomingMessage, response: ServerResponse): boolean
  /** Takes a request for a WebSocket: serves it, or answers why not. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Takes no new client, tells each where to resume, and settles when all have left or the time is up. */
  drain(why: string, withinMs: number): Promise<void>
  /** Cuts off whoever is still there. */
  close(): void
}

export function openShell(
  plane: Plane,
  {
    socketsPerAccountMax = limits.socketsPerAccountMax,
    admissionSeconds = limits.socketAdmissionSeconds,
  }: { socketsPerAccountMax?: number; admissionSeconds?: number } = {},
): Shell {
  const guests = new Guests()
  const crowd = new Crowd(socketsPerAccountMax)
  const ports = openPorts(plane)
  const recordUse = useRecorder(plane)
  const recordRefusal = refusalRecorder(plane)
  let isDraining = false

  async function receive(request: IncomingMessage, raw: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://shell')
    const route = shellRoute(url.pathname)
    if (!route) throw new Fault('not_found', `there is no WebSocket ${url.pathname}`)
    if (isDraining) throw new Fault('provider_unavailable', 'this server goes; connect again')
    const guest = await admit(plane, request, route, url.searchParams)
    await recordUse(useOf(plane, route.speaks, guest, request))
    const leave = crowd.enter(guest.caller.accountId)
    if (raw.destroyed) return leave()
    const { server, speaks } = protocols[route.speaks]
    raw.once('close', leave)
    server.handleUpgrade(request, raw, head, (ws) => {
      const socket = new Socket(ws)
      guests.seat(socket, speaks(plane, guest, socket))
      stayWhileAdmitted(plane, guest.caller, socket, admissionSeconds)
    })
  }

  async function recordRefused(request: IncomingMessage, cause: unknown): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://shell')
    const route = shellRoute(url.pathname)
    const fault = faultOf(cause)
    if (!route || !isOfNote(fault)) return
    const asker = await askerAt(plane, request, route, url.searchParams)
    const person = personAt(plane, request)
    const action = `shell.${route.speaks}`
    await recordRefusal({ action, path: url.pathname, asker, person, fault })
  }

  return {
    request: ports.request,
    upgrade(request, socket, head) {
      const ignore = () => undefined
      socket.on('error', ignore)
      if (ports.upgrade(request, socket, head)) return
      receive(request, socket, head).catch(async (cause) => {
        await recordRefused(request, cause).catch((why: unknown) =>
          plane.log.error('a refusal was not recorded', { action: 'shell', cause: why }),
        )
        refuse(socket, cause, plane.log)
      })
    },
    async drain(why, withinMs) {
      isDraining = true
      await guests.dismiss(why, withinMs)
    },
    close() {
      guests.cut()
      ports.close()
    },
  }
}

/** What the audit log tells of a terminal that was opened. */
const useOf = (plane: Plane, speaks: string, guest: Guest, request: IncomingMessage) => {
  const { caller, session } = guest
  const person = personAt(plane, request)
  return { action: `shell.${speaks}`, actor: actorOf(caller), session, status: 101, person }
}

const serverFor = (maxPayload: number) =>
  new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    clientTracking: false,
    // What else a client offers are its credentials, which are not said back.
    handleProtocols: (offered) => (offered.has(subprotocols.name) ? subprotocols.name : false),
  })

const frames = serverFor(frameDataBytesMax + 5)

const protocols: Readonly<
  Record<'json' | 'attach' | 'exec', { server: WebSocketServer; speaks: Speaks }>
> = {
  json: { server: serverFor(limits.shellMessageBytesMax), speaks: json },
  attach: { server: frames, speaks: binary('attach') },
  exec: { server: frames, speaks: binary('exec') },
}
