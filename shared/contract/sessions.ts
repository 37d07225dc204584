import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Environment, IdempotencyKey, Labels, Money, Page, Slug, Timestamp } from './fields.ts'
import { route } from './route.ts'

export const providers = ['local', 'cloud_run', 'gke', 'workstations'] as const
export const templates = ['base', 'python', 'nodejs', 'go'] as const
export const statuses = [
  'provisioning',
  'running',
  'pausing',
  'paused',
  'resuming',
  'stopping',
  'stopped',
  'failed',
] as const

/** Why a session ended: exactly one, on every ended session. */
export const reasons = [
  'user',
  'ttl',
  'credits',
  'cost_limit',
  'idle',
  'duration',
  'oom',
  'provider_lost',
  'start_failed',
  'admin',
] as const

export const Resources = z.strictObject({
  cpu_millis: z.int().min(100).max(8_000).default(1_000).describe('Thousandths of a vCPU'),
  memory_mb: z.int().min(128).max(32_768).default(1_024).describe('MiB'),
  disk_mb: z.int().min(16).max(32_768).default(512).describe('MiB of /workspace'),
})

export const Storage = z.strictObject({
  bucket: z.string().min(3).max(63).optional().describe('A Cloud Storage bucket to mount'),
  filestore: z
    .strictObject({ ip: z.ipv4(), share: z.string().min(1).max(63) })
    .optional()
    .describe('An NFS share to mount'),
})

export const CreateSession = z.strictObject({
  provider: z.enum(['auto', ...providers]).default('auto'),
  template: z.enum(templates).default('base'),
  namespace: Slug.default('default'),
  user: Slug.default('user'),
  workspace_id: z.string().min(1).max(64).optional(),
  ttl_minutes: z
    .int()
    .min(1)
    .max(limits.sessionTtlMinutesMax)
    .default(limits.sessionTtlMinutesDefault),
  storage: Storage.optional(),
  needs_ssh: z.boolean().default(false),
  long_lived: z.boolean().default(false),
  expected_duration_minutes: z.int().min(1).max(limits.sessionTtlMinutesMax).optional(),
  resources: Resources.prefault({}),
  env: Environment.default({}),
  labels: Labels.default({}),
})

const SessionId = z.object({
  id: z.string().min(1).max(128).describe("The session's id, or its name"),
})

export const Session = z.object({
  id: z.string(),
  name: z.string().describe('ws-<namespace>-<user>-<timestamp>; accepted wherever the id is'),
  provider: z.enum(providers),
  template: z.enum(templates),
  namespace: z.string(),
  user: z.string(),
  workspace_id: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  status: z.enum(statuses),
  reason: z.enum(reasons).nullable().describe('Why it ended; null while it has not'),
  url: z.string(),
  websocket: z.string(),
  ssh: z.boolean(),
  details: z.record(z.string(), z.unknown()).describe('What the backend has to say'),
  resources: z.object({ cpu_millis: z.int(), memory_mb: z.int(), disk_mb: z.int() }),
  rate_per_hour: Money,
  created_at: Timestamp,
  started_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  expires_at: Timestamp.describe('When its time to live is over'),
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
    'idempotency_conflict',
    'too_many_sessions',
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
  params: SessionId,
  status: 200,
  output: Session,
  errors: ['not_found', 'name_ambiguous', 'contention'],
})

const Command = z.strictObject({
  command: z.string().min(1).max(limits.commandBytesMax).describe('Given to `/bin/sh -c`'),
  timeout: z
    .number()
    .positive()
    .max(limits.commandTimeoutSecondsMax)
    .default(limits.commandTimeoutSecondsDefault)
    .describe('Seconds until the whole process group is ended'),
  env: Environment.default({}),
  cwd: z.string().min(1).max(4_096).default('/workspace'),
})

const Ending = z.object({
  returncode: z.int().describe('The exit code; 128 + n when ended by signal n; 124 on timeout'),
  success: z.boolean(),
  signal: z.string().nullable(),
  timed_out: z.boolean(),
  duration_ms: z.int(),
})

export const execute = route({
  method: 'POST',
  path: '/v1/sessions/{id}/execute',
  summary: 'Run a command and answer when it has ended',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  body: Command,
  status: 200,
  output: Ending.extend({
    stdout: z
      .string()
      .describe('UTF-8; bytes that are not become U+FFFD, and stdout_base64 holds them'),
    stderr: z.string(),
    stdout_base64: z.string().optional(),
    stderr_base64: z.string().optional(),
    stdout_bytes: z.int().describe('All that was printed, answered or not'),
    stderr_bytes: z.int(),
    stdout_truncated: z.boolean(),
    stderr_truncated: z.boolean(),
  }),
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'session_not_ready',
    'provider_unavailable',
  ],
})

export const executeStream = route({
  method: 'POST',
  path: '/v1/sessions/{id}/execute/stream',
  summary: 'Run a command and answer its output as it comes, one JSON object a line',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  body: Command,
  status: 200,
  isStream: true,
  output: z.discriminatedUnion('type', [
    z.object({ type: z.literal('start'), pid: z.int() }),
    z.object({
      type: z.enum(['stdout', 'stderr']),
      offset: z.int().describe('Bytes of this stream before these'),
      data: z.string().describe('UTF-8 text, never cut inside a character'),
      base64: z.string().optional().describe('The bytes, when they are not UTF-8'),
    }),
    Ending.extend({ type: z.literal('end') }),
    z.object({ type: z.literal('error'), code: z.string(), detail: z.string() }),
  ]),
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'session_not_ready',
    'provider_unavailable',
  ],
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
