import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import { Fault } from '../platform/faults.ts'
import { type Session, sessions } from './session.ts'
import { byName } from './store.ts'

/** An account's session by its id or its name. Somebody else's is not there. */
export async function findSession(
  db: Firestore,
  accountId: string,
  idOrName: string,
): Promise<Session> {
  const found = idOrName.startsWith('ws-')
    ? await named(db, accountId, idOrName)
    : await read(db, sessions, idOrName)
  if (found?.account_id === accountId) return found
  throw new Fault('not_found', `no session ${idOrName}`)
}

async function named(db: Firestore, accountId: string, name: string) {
  const [found, ...others] = await byName(db, accountId, name)
  if (others.length === 0) return found
  throw new Fault('name_ambiguous', `several sessions are called ${name}; use the id`)
}

export const notRunning = (session: Session) =>
  new Fault('session_not_running', `the session is ${session.status}${because(session)}`, {
    facts: { session_status: session.status, reason: session.reason },
  })

const because = ({ reason }: Session) => (reason ? `: ${reason}` : '')
