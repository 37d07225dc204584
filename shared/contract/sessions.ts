import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { IdempotencyKey, Page, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { CreateSession, Session, SessionId, statuses } from './session.ts'

const preferred = z.object({
  prefer: z.string().max(255).optional().describe('`wait=N` seconds, or `respond-async`'),
})

const wait = z.coerce
  .number()
  .min(0)
  .max(limits.createWaitSecondsMax)
  .optional()
  .describe('Seconds to wait until the session runs; `Prefer: wait=N` says the same')

export const create = route({
  method: 'POST',
  path: '/v1/sessions',
  summary: 'Create a session and wait until it runs',
  face: 'public',
  scope: 'sessions:write',
  query: z.object({ wait }),
  headers: IdempotencyKey.extend({
    prefer: z.string().max(255).optional().describe('`wait=N` seconds, or `respond-async`'),
  }),
  body: CreateSession,
  status: 201,
  output: Session,
  errors: [
    'insufficient_credits',
    'above_account_limit',
    'invalid_quote',
    'quote_expired',
    'quote_used',
    'idempotency_conflict',
    'not_found',
    'snapshot_not_ready',
    'too_many_sessions',
    'daily_limit_reached',
    'spend_limit_reached',
    'not_allowed',
    'switched_off',
    'unsupported',
    'contention',
  ],
})

export const list = route({
  method: 'GET',
  path: '/v1/sessions',
  summary: 'List sessions, newest first',
  face: 'public',
  scope: 'sessions:read',
  query: Page.extend({
    status: z.enum(statuses).optional(),
    workspace_id: z.string().max(64).optional(),
    label: z
      .string()
      .regex(/^[^=]+=/, 'write it as name=value')
      .max(256)
      .optional(),
  }),
  status: 200,
  output: z.object({ sessions: z.array(Session), next_cursor: z.string().nullable() }),
  errors: [],
})

export const get = route({
  method: 'GET',
  path: '/v1/sessions/{id}',
  summary: 'Look at a session',
  face: 'public',
  scope: 'sessions:read',
  isForSessions: true,
  params: SessionId,
  status: 200,
  output: Session,
  errors: ['not_found', 'name_ambiguous'],
})

export const remove = route({
  method: 'DELETE',
  path: '/v1/sessions/{id}',
  summary: 'Stop a session, settle its bill and say what became of it; again changes nothing',
  face: 'public',
  scope: 'sessions:write',
  isForSessions: true,
  params: SessionId,
  status: 200,
  output: Session,
  errors: ['not_found', 'name_ambiguous', 'contention'],
})

export const adminStop = route({
  method: 'POST',
  path: '/admin/sessions/{id}/stop',
  summary: "Stop anybody's session, for the reason `admin`; again changes nothing",
  face: 'admin',
  scope: null,
  params: SessionId,
  status: 200,
  output: Session,
  errors: ['not_found', 'contention'],
})

export const connect = route({
  method: 'GET',
  path: '/v1/sessions/{id}/connect',
  summary: 'Say how to reach a session',
  face: 'public',
  scope: 'sessions:read',
  params: SessionId,
  status: 200,
  output: z.object({
    id: z.string(),
    status: z.enum(statuses),
    url: z.string(),
    websocket: z.string(),
    ssh: z.boolean(),
    execute: z.string(),
    stream: z.string(),
    expires_at: Timestamp,
  }),
  errors: ['not_found', 'name_ambiguous', 'session_not_running'],
})

export const extend = route({
  method: 'POST',
  path: '/v1/sessions/{id}/extend',
  summary: 'Give a session more time',
  face: 'public',
  scope: 'sessions:write',
  isForSessions: true,
  params: SessionId,
  headers: IdempotencyKey,
  body: z.strictObject({ minutes: z.int().min(1).max(limits.sessionTtlMinutesMax) }),
  status: 200,
  output: Session,
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'idempotency_conflict',
    'contention',
  ],
})

export const pause = route({
  method: 'POST',
  path: '/v1/sessions/{id}/pause',
  summary: 'Keep the files of a session, then let its compute go; again changes nothing',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  query: z.object({ wait }),
  headers: preferred,
  status: 200,
  output: Session,
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'checkpoint_failed',
    'unsupported',
    'contention',
  ],
})

export const resume = route({
  method: 'POST',
  path: '/v1/sessions/{id}/resume',
  summary: 'Bring a paused session back with its files; again changes nothing',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  query: z.object({ wait }),
  headers: preferred,
  status: 200,
  output: Session,
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'insufficient_credits',
    'cost_limit_reached',
    'too_many_sessions',
    'spend_limit_reached',
    'contention',
  ],
})

export const events = route({
  method: 'GET',
  path: '/v1/sessions/{id}/events',
  summary: 'What happened to a session, oldest first',
  face: 'public',
  scope: 'sessions:read',
  params: SessionId,
  status: 200,
  output: z.object({
    events: z.array(
      z.object({ type: z.string(), at: Timestamp, data: z.record(z.string(), z.unknown()) }),
    ),
  }),
  errors: ['not_found', 'name_ambiguous'],
})

export const metrics = route({
  method: 'GET',
  path: '/v1/sessions/{id}/metrics',
  summary: 'What CPU and memory a session that runs takes, our agent in it included',
  face: 'public',
  scope: 'sessions:read',
  isForSessions: true,
  params: SessionId,
  status: 200,
  output: z.object({
    session_id: z.string(),
    at: Timestamp,
    cpu: z.object({
      used_seconds: z.number().describe('CPU time since its box began; it never goes back'),
      limit_millis: z.int().describe('Thousandths of a vCPU'),
    }),
    memory: z.object({
      used_bytes: z.int().describe('Without what the kernel would give back at once'),
      peak_bytes: z.int().describe('The most it took so far'),
      limit_bytes: z.int().describe('Above it processes are killed; files in memory count'),
    }),
    processes: z.int().describe('Those of its commands'),
  }),
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'provider_unavailable',
    'unsupported',
  ],
})
