import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import { readySession } from '../../shared/commands/ready.ts'
import { read } from '../../shared/firestore/collection.ts'
import { admitted } from '../../shared/passports/admit.ts'
import { keyShown } from '../../shared/passports/shown.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { limits } from '../../shared/platform/limits.ts'
import { open } from '../../shared/ports/label.ts'
import { type Session, sessions } from '../../shared/sessions/session.ts'
import { callerAddress } from '../address.ts'
import type { PortRoute } from './route.ts'

/** A port of a running session, for who may reach it. */
export interface PortGuest {
  readonly session: Session
  readonly port: number
}

/**
 * Lets a request in to a port: by its label, or by a passport in a header. A session that starts is waited for, and a
 * paused one that resumes when it is used is resumed. Throws the fault that refuses.
 */
export function portAdmission(plane: Plane) {
  const ready = new LRUCache<string, Session>({ max: 1_000, ttl: limits.portSessionCacheMs })

  async function found(accountId: string, idOrName: string): Promise<Session> {
    const name = `${accountId} ${idOrName}`
    const known = ready.get(name)
    if (known) return known
    const session = await readySession(plane, accountId, idOrName)
    ready.set(name, session)
    return session
  }

  async function byLabel(label: string): Promise<PortGuest> {
    const { sessionId, port } = open({ clock: plane.clock, key: plane.ports.key }, label)
    const owner = owners.get(sessionId) ?? (await read(plane.db, sessions, sessionId))?.account_id
    if (!owner) throw new Fault('not_found', `no session ${sessionId}`)
    owners.set(sessionId, owner)
    return { port, session: await found(owner, sessionId) }
  }
  const owners = new LRUCache<string, string>({ max: 10_000 })

  return async (request: IncomingMessage, { by }: PortRoute): Promise<PortGuest> => {
    if ('label' in by) return byLabel(by.label)
    const key = keyShown((name) => [request.headers[name]].flat()[0])
    const caller = await admitted(plane, key, callerAddress(request, plane), 'sessions:write')
    if (by.port < 1 || by.port > 65_535) {
      throw new Fault('invalid_request', 'a port is 1 to 65535')
    }
    return { port: by.port, session: await found(caller.accountId, by.sessionId) }
  }
}
