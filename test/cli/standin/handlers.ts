import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../../../sdk/client.ts'
import type { Api } from '../../../shared/contract/index.ts'
import { display, money } from '../../../shared/contract/money.ts'
import type { Input, Output, Route } from '../../../shared/contract/route.ts'
import { moment, receiptOf, sessionOf } from './bodies.ts'
import { linesOf } from './command.ts'
import { Refusal } from './refusal.ts'
import type { Session, World } from './world.ts'

/** One for each public route, or it does not compile. */
export const handlers: Handlers = {
  health: { check: () => ({ status: 'ok', version: '0.0.0' }) },
  signin: {
    device: () => {
      throw new Refusal('unsupported', 'no identity provider')
    },
  },
  sessions: {
    async create({ headers, body, query }, world) {
      if (world.availableMicros < 4_167) throw broke(4_167 - world.availableMicros, world)
      const key = headers['idempotency-key'] ?? ''
      const session = world.madeWith.get(key) ?? sessionOf(world.sessions.size + 1, body)
      if (key) world.madeWith.set(key, session)
      world.sessions.set(session.id, session)
      const willRun = delay(world.startMs).then(() => {
        if (session.status === 'provisioning') update(session, 'running')
      })
      if (query.wait === undefined) await Promise.race([willRun, delay(1_000)])
      return session
    },
    list({ query }, world) {
      const found = [...world.sessions.values()]
        .reverse()
        .filter(
          ({ status, workspace_id, labels }) =>
            status === (query.status ?? status) &&
            workspace_id === (query.workspace_id ?? workspace_id) &&
            hasLabel(labels, query.label),
        )
      const from = Number(query.cursor ?? 0)
      const to = from + query.limit
      return {
        sessions: found.slice(from, to),
        next_cursor: to < found.length ? String(to) : null,
      }
    },
    get: ({ params }, world) => find(world, params.id),
    async delete({ params }, world) {
      const session = find(world, params.id)
      await delay(world.deleteMs)
      return session.status === 'stopped' ? session : update(session, 'stopped')
    },
    async execute({ params, body }, world) {
      running(world, params.id)
      const out = { stdout: '', stderr: '' }
      for await (const line of linesOf(body)) {
        if (line.type === 'stdout' || line.type === 'stderr') out[line.type] += line.data
        if (line.type === 'end') return executed(out, line)
      }
      throw new Refusal('internal', 'the command did not end')
    },
    executeStream: ({ params, body }, world) => {
      running(world, params.id)
      return linesOf(body)
    },
    connect: ({ params }, world) => {
      const { id, status, url, websocket, ssh, expires_at } = running(world, params.id)
      return { id, status, url, websocket, ssh, expires_at, execute: url, stream: url }
    },
    extend({ params, body }, world) {
      const session = running(world, params.id)
      const expiry = Date.parse(session.expires_at) + body.minutes * 60_000
      return Object.assign(session, { expires_at: new Date(expiry).toISOString() })
    },
    events: ({ params }, world) => ({
      events: [
        { type: 'created', at: find(world, params.id).created_at, data: {} },
        { type: 'running', at: moment(1), data: { backend: 'local' } },
      ],
    }),
    receipt: ({ params }, world) => receiptOf(find(world, params.id)),
    // It has kept half of a CPU busy for ever.
    metrics: ({ params }, world) => ({
      session_id: running(world, params.id).id,
      at: new Date().toISOString(),
      cpu: { used_seconds: Date.now() / 2_000, limit_millis: 1_500 },
      memory: { used_bytes: 33_554_432, peak_bytes: 50_331_648, limit_bytes: 268_435_456 },
      processes: 3,
    }),
  },
  billing: {
    balance: (_, world) => ({
      account_id: 'acct1',
      available: money(world.availableMicros),
      held: money(4_167),
      spent: money(167),
    }),
    transactions: (_, world) => ({
      transactions: [...world.sessions.values()].flatMap((session) => receiptOf(session).entries),
      next_cursor: null,
    }),
  },
}

/** Those of the routes that the CLI's own tests need; journeys go to the real ones. */
type Handlers = {
  [N in keyof Client]?: {
    [V in keyof Client[N] & keyof Api[N]]?: Api[N][V] extends infer R extends Route
      ? (input: Input<R>, world: World) => Answer<R>
      : never
  }
}
type Answer<R extends Route> = R extends { isStream: true }
  ? AsyncIterable<Output<R>>
  : Output<R> | Promise<Output<R>>

function find(world: World, idOrName: string): Session {
  for (const session of world.sessions.values()) {
    if (session.id === idOrName || session.name === idOrName) return session
  }
  throw new Refusal('not_found', `no session ${idOrName}`)
}

function running(world: World, id: string): Session {
  const session = find(world, id)
  if (session.status === 'running') return session
  throw new Refusal('session_not_running', `${id} is ${session.status}`, {
    status_now: session.status,
    reason: session.reason,
  })
}

const update = (session: Session, status: 'running' | 'stopped') =>
  Object.assign(
    session,
    status === 'running'
      ? { status, started_at: moment(1) }
      : { status, reason: 'user' as const, ended_at: moment(13) },
  )

const broke = (missing: number, { availableMicros }: World) =>
  new Refusal('insufficient_credits', `${display(missing)} credits are missing`, {
    missing_micros: missing,
    available_micros: availableMicros,
  })

function hasLabel(labels: Record<string, string>, label: string | undefined) {
  const [name = '', value] = label?.split('=') ?? []
  return label === undefined || labels[name] === value
}

const executed = <E extends object>(out: { stdout: string; stderr: string }, ending: E) => ({
  ...ending,
  ...out,
  stdout_bytes: Buffer.byteLength(out.stdout),
  stderr_bytes: Buffer.byteLength(out.stderr),
  stdout_truncated: false,
  stderr_truncated: false,
})
