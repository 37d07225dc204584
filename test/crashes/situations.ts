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

/** A session that has a file and has said something. */
export async function used(plane: Plane, cloud: EmulatedCloud, wish: object = {}) {
  const id = await running(plane, cloud, wish)
  await use(plane, id)
  return id
}

export const use = (plane: Plane, id: string) =>
  handlers.sessions.execute.run(
    {
      ...asked,
      params: { id },
      body: { command: 'keep file mine && say something', timeout: 60, env: {}, cwd: '/workspace' },
    },
    plane,
  )

/** One that is paused, its box gone. */
export async function paused(plane: Plane, cloud: EmulatedCloud, wish: object = {}) {
  const id = await used(plane, cloud, wish)
  await askPause(plane, id)
  await cloud.advance({ seconds: 1 })
  invariant((await look(plane, id)).status === 'paused', `${id} is not paused`)
  return id
}

const atOnce = { query: { wait: 0 }, headers: {} }

export const askPause = (plane: Plane, id: string) =>
  handlers.sessions.pause.run({ ...asked, ...atOnce, params: { id } }, plane)

export const askResume = (plane: Plane, id: string) =>
  handlers.sessions.resume.run({ ...asked, ...atOnce, params: { id } }, plane)

export const askSnapshot = (plane: Plane, id: string) =>
  handlers.snapshots.create.run(
    {
      ...asked,
      params: { id },
      query: { wait: 0 },
      headers: { 'idempotency-key': 'the only one' },
      body: {},
    },
    plane,
  )

/** A request of ada's, of which only what matters is said. */
export const asked = {
  caller: ada,
  signal,
  params: undefined,
  query: undefined,
  headers: undefined,
  body: undefined,
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

/** A process whose long sessions go to a cluster, and to this machine where it refuses them. */
export const clustered = (plane: Plane): Plane => ({
  ...plane,
  placement: { gke: 'docker', local: 'local' },
})

/** A process whose messages reach nobody: what was saved waits. */
export const unheard = (plane: Plane): Plane => ({
  ...plane,
  direct: null,
  publish: async () => undefined,
})

export const runJob = (name: JobName) => (plane: Plane) => jobs[name].run(plane)
export const told = (plane: Plane, command: SessionCommand) => workers.local.run(command, plane)
