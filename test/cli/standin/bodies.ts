import type * as z from 'zod'
import type { receipt } from '../../../shared/contract/billing.ts'
import { money } from '../../../shared/contract/money.ts'
import type { create } from '../../../shared/contract/sessions.ts'
import type { Session } from './world.ts'

export function sessionOf(turn: number, wish: z.output<typeof create.body>): Session {
  const id = `sess${String(turn).padStart(18, '0')}`
  return {
    id,
    name: `ws-${wish.namespace}-${wish.user}-${1_756_062_810 + turn}`,
    provider: wish.provider === 'auto' ? 'local' : wish.provider,
    template: wish.template ?? 'base',
    namespace: wish.namespace,
    user: wish.user,
    workspace_id: wish.workspace_id ?? null,
    labels: wish.labels,
    status: 'provisioning',
    reason: null,
    url: `http://127.0.0.1/v1/sessions/${id}`,
    websocket: `/v1/sessions/${id}/shell`,
    ssh: false,
    details: { service_name: `onmemos-${id}` },
    resources: wish.resources,
    limits: {
      max_cost: wish.max_cost === undefined ? null : money(wish.max_cost),
      max_duration_minutes: wish.max_duration_minutes ?? 1_440,
      idle_minutes: wish.idle_minutes ?? 30,
      stop_grace_seconds: wish.stop_grace_seconds,
      warning_minutes: wish.warning_minutes ?? [],
    },
    rate_per_hour: money(50_000),
    created_at: moment(turn),
    on_idle: wish.on_idle,
    auto_resume: wish.auto_resume,
    snapshot_id: wish.snapshot ?? null,
    paused_at: null,
    started_at: null,
    ended_at: null,
    expires_at: moment(turn + wish.ttl_minutes * 60),
  }
}

export const receiptOf = (session: Session): z.output<typeof receipt.output> => ({
  session_id: session.id,
  name: session.name,
  status: session.status,
  reason: session.reason,
  is_final: session.status === 'stopped',
  started_at: session.started_at,
  ended_at: session.ended_at,
  billed_seconds: 12,
  hours: '0.003333',
  rate_per_hour: money(50_000),
  start_fee: money(0),
  price_version: '2025-09',
  held: money(4_167),
  charged: money(167),
  released: money(4_000),
  refunded: money(0),
  entries: [
    entry(session, 'hold', [
      { book: 'available', micros: -4_167 },
      { book: 'held', micros: 4_167 },
    ]),
    entry(session, 'settle', [
      { book: 'held', micros: -167 },
      { book: 'spent', micros: 167 },
    ]),
    entry(session, 'release', [
      { book: 'held', micros: -4_000 },
      { book: 'available', micros: 4_000 },
    ]),
  ],
})

type Entry = z.output<typeof receipt.output>['entries'][number]

const entry = (session: Session, verb: Entry['verb'], lines: Entry['lines']): Entry => ({
  id: `${verb}-${session.id}-0`,
  seq: 1,
  verb,
  session_id: session.id,
  at: moment(0),
  note: `${verb} of ${session.name}`,
  lines,
})

export const moment = (seconds: number) =>
  new Date(1_756_062_810_000 + seconds * 1000).toISOString()
