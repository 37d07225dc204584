import { handlers } from '../../functions/index.ts'
import { CreateSession } from '../../shared/contract/session.ts'
import type { Caller } from '../../shared/passports/caller.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import type { Chance } from './chance.ts'
import type { Host } from './hosts.ts'

/** A client with an idempotency key asks again until it is answered; a few times at the most. */
interface Client {
  readonly chance: Chance
  reach(): Host
  sleep(ms: number): Promise<void>
}

/** One person's session: asked for, used, paused and resumed, prolonged perhaps, ended perhaps. */
export async function visit(client: Client, caller: Caller, key: string): Promise<void> {
  const { chance, sleep } = client
  const minutes = chance.pick([1, 2, 5, 15, 60, 240, 1_440])
  const made = await ask(client, (plane) =>
    handlers.sessions.create.run(
      {
        ...nothing,
        caller,
        body: CreateSession.parse(wish(chance, minutes)),
        query: { wait: chance.pick([0, 5]) },
        headers: { 'idempotency-key': key },
      },
      plane,
    ),
  )
  if (!made) return
  const owned = { client, caller, key, params: { id: made.id } }
  const acts = chance.whole(0, 8)
  for (let n = 0; n < acts; n++) {
    await sleep(chance.between(0, (minutes * 60_000) / acts))
    await chance.pick([use, use, use, pause, resume, resume, keepSnapshot])(owned, n)
  }
  if (chance.happens(0.3)) {
    const body = { minutes: chance.whole(1, 120) }
    const headers = { 'idempotency-key': `${key} more` }
    const extend = { ...nothing, caller, params: owned.params, body, headers }
    await ask(client, (plane) => handlers.sessions.extend.run(extend, plane))
  }
  if (chance.happens(0.6)) {
    await sleep(chance.between(0, minutes * 90_000))
    await ask(client, (plane) =>
      handlers.sessions.delete.run({ ...nothing, caller, params: owned.params }, plane),
    )
  }
}

const wish = (chance: Chance, minutes: number) => ({
  provider: chance.pick(['local', 'gke', 'cloud_run']),
  ttl_minutes: minutes,
  ...(chance.happens(0.2) ? { max_cost: chance.whole(10, 20_000) } : {}),
  idle_minutes: chance.pick([0, 2, 10, 30]),
  on_idle: chance.pick(['stop', 'pause', 'pause']),
  auto_resume: chance.happens(0.5),
  resources: { cpu_millis: chance.pick([500, 1_000, 8_000]), memory_mb: 1_024 },
})

interface Owned {
  readonly client: Client
  readonly caller: Caller
  readonly key: string
  readonly params: { readonly id: string }
}

/** Writes a file, a new one or one that is there, and says so. No two lines of a session are the same. */
async function use({ client, caller, key, params }: Owned, n: number) {
  const line = `${key.replace(' ', '-')}-${n}`
  const command = `keep file-${client.chance.whole(0, 3)} ${line} && say ${line}`
  const body = { command, timeout: 60, env: {}, cwd: '/workspace' }
  await once(client, (plane) =>
    handlers.sessions.execute.run({ ...nothing, caller, params, body }, plane),
  )
}

const pause = ({ client, caller, params }: Owned) =>
  ask(client, (plane) =>
    handlers.sessions.pause.run(
      { ...nothing, caller, params, query: { wait: 0 }, headers: {} },
      plane,
    ),
  )

const resume = ({ client, caller, params }: Owned) =>
  ask(client, (plane) =>
    handlers.sessions.resume.run(
      { ...nothing, caller, params, query: { wait: 0 }, headers: {} },
      plane,
    ),
  )

/** And throws it away again, or not. */
async function keepSnapshot({ client, caller, key, params }: Owned, n: number) {
  const headers = { 'idempotency-key': `${key} ${n}` }
  const taken = await ask(client, (plane) =>
    handlers.snapshots.create.run(
      { ...nothing, caller, params, query: { wait: 0 }, headers, body: {} },
      plane,
    ),
  )
  await client.sleep(client.chance.between(0, 60_000))
  if (!taken || client.chance.happens(0.5)) return
  const gone = { ...nothing, caller, params: { id: taken.id } }
  await ask(client, (plane) => handlers.snapshots.delete.run(gone, plane))
}

/** Asked once: a command is not safe to repeat, and nobody repeats it. */
async function once<T>({ reach }: Client, request: (plane: Plane) => Promise<T>): Promise<void> {
  const { plane, died } = reach()
  await Promise.race([request(plane).catch(() => undefined), died])
}

/** What it was answered; nothing when it was refused, or nobody ever answered. */
async function ask<T>(
  { chance, reach, sleep }: Client,
  request: (plane: Plane) => Promise<T>,
): Promise<T | undefined> {
  for (let tries = 0; tries < 5; tries++) {
    const { plane, died } = reach()
    try {
      const unanswered = died.then(() => undefined)
      const answered = await Promise.race([
        request(plane).then((answer) => ({ answer })),
        unanswered,
      ])
      if (answered) return answered.answer
    } catch (cause) {
      if (cause instanceof Fault && cause.status < 500) return undefined
    }
    if (chance.happens(0.2)) return undefined
    await sleep(chance.between(100, 30_000))
  }
  return undefined
}

const nothing = {
  signal: new AbortController().signal,
  params: undefined,
  query: undefined,
  headers: undefined,
  body: undefined,
}
