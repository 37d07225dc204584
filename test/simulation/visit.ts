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

/** One person's session: asked for, used for a while, prolonged perhaps, ended perhaps. */
export async function visit(client: Client, caller: Caller, key: string): Promise<void> {
  const { chance, sleep } = client
  const minutes = chance.pick([1, 2, 5, 15, 60, 240, 1_440])
  const wish = {
    provider: chance.pick(['local', 'gke', 'cloud_run']),
    ttl_minutes: minutes,
    ...(chance.happens(0.2) ? { max_cost: chance.whole(10, 20_000) } : {}),
    resources: { cpu_millis: chance.pick([500, 1_000, 8_000]), memory_mb: 1_024 },
  }
  const made = await ask(client, (plane) =>
    handlers.sessions.create.run(
      {
        ...nothing,
        caller,
        body: CreateSession.parse(wish),
        query: { wait: chance.pick([0, 5]) },
        headers: { 'idempotency-key': key },
      },
      plane,
    ),
  )
  if (!made) return
  const params = { id: made.id }
  if (chance.happens(0.3)) {
    await sleep(chance.between(0, minutes * 60_000))
    const body = { minutes: chance.whole(1, 120) }
    const headers = { 'idempotency-key': `${key} more` }
    const extend = { ...nothing, caller, params, body, headers }
    await ask(client, (plane) => handlers.sessions.extend.run(extend, plane))
  }
  if (chance.happens(0.6)) {
    await sleep(chance.between(0, minutes * 90_000))
    await ask(client, (plane) =>
      handlers.sessions.delete.run({ ...nothing, caller, params }, plane),
    )
  }
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
