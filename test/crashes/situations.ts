import { handlers, jobs, workers } from '../../functions/index.ts'
import type { JobName } from '../../shared/contract/schedules.ts'
import { CreateSession } from '../../shared/contract/session.ts'
import type { SessionCommand } from '../../shared/contract/topics.ts'
import { read } from '../../shared/firestore/collection.ts'
import type { Caller } from '../../shared/passports/caller.ts'
import type { Plane } from '../../shared/plane.ts'
import { invariant } from '../../shared/platform/faults.ts'
import { type Session, sessions } from '../../shared/sessions/session.ts'
import { callerIn } from '../kit/emulated/account.ts'
import type { EmulatedCloud } from '../kit/emulated/cloud.ts'

export const ada: Caller = callerIn('ada')
export const signal = new AbortController().signal

/** Asks for a session as a client would, under one idempotency key. */
export const create = (plane: Plane, wish: object = {}, key = 'the only one') =>
  handlers.sessions.create.run(
    {
      body: CreateSession.parse({ provider: 'local', ttl_minutes: 8, ...wish }),
      query: { wait: 0 },
      headers: { 'idempotency-key': key },
      params: undefined,
      caller: ada,
      signal,
    },
    plane,
  )

/** A session whose box runs. */
export async function running(plane: Plane, cloud: EmulatedCloud, wish: object = {}) {
  const { id } = await create(plane, wish)
  await cloud.advance({ seconds: 1 })
  invariant((await look(plane, id)).status === 'running', `${id} does not run`)
  return id
}

export async function look(plane: Plane, id: string): Promise<Session> {
  const session = await read(plane.db, sessions, id)
  invariant(session, `${id} is not there`)
  return session
}

export const command = (verb: SessionCommand['verb'], id: string): SessionCommand => ({
  verb,
  backend: 'local',
  session_id: id,
})

/** A process whose messages reach nobody: what was saved waits. */
export const unheard = (plane: Plane): Plane => ({
  ...plane,
  direct: null,
  publish: async () => undefined,
})

export const runJob = (name: JobName) => (plane: Plane) => jobs[name].run(plane)
export const told = (plane: Plane, command: SessionCommand) => workers.local.run(command, plane)
