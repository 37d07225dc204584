import * as z from 'zod'
import { Environment, Timestamp } from '../fields.ts'
import { Port } from '../ports.ts'
import { route } from '../route.ts'

/** Execbox's sessions, in its own names. What it takes and we cannot do is refused, never ignored. */

const Ports = z.array(
  z.strictObject({
    container: z.int().min(1).max(65_535),
    protocol: z.enum(['tcp', 'udp']).default('tcp'),
  }),
)

export const ExecboxSessionWish = z.strictObject({
  $schema: z.string().optional(),
  image: z.string().min(1).max(128).describe('python, node, golang or a Linux base, with any tag'),
  setup: z.array(z.string()).nullish(),
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(4_096),
        content: z.string(),
        encoding: z.enum(['utf8', 'base64']).default('utf8'),
      }),
    )
    .max(100)
    .nullish(),
  command: z.array(z.string()).min(1).nullish().describe('The program and its arguments'),
  env: Environment.nullish(),
  workDir: z.string().min(1).max(4_096).nullish(),
  resources: z
    .strictObject({
      cpuMillis: z.int().min(100).max(8_000).optional(),
      memoryMB: z.int().min(128).max(8_192).optional(),
      timeoutMs: z.int().min(1_000).max(300_000).optional(),
      computePower: z.int().optional(),
      storageMB: z.int().optional(),
      timeout: z.string().optional(),
    })
    .nullish(),
  network: z.enum(['none', 'outgoing', 'exposed']).nullish(),
  ports: Ports.max(10).nullish(),
})

const Network = z.object({
  mode: z.string(),
  host: z.string(),
  ports: z.record(z.string(), z.object({ hostPort: z.int(), url: z.string() })),
})

const statuses = ['pending', 'building', 'running', 'stopped', 'failed', 'killed'] as const

export const ExecboxSession = z.object({
  id: z.string(),
  status: z.enum(statuses),
  image: z.string(),
  createdAt: Timestamp,
  startedAt: Timestamp.optional(),
  endedAt: Timestamp.optional(),
  exitCode: z.int().optional(),
  network: Network.optional(),
})

const params = z.object({ id: z.string().min(1).max(128) })

export const createSession = route({
  method: 'POST',
  path: '/execbox/v1/sessions',
  summary: 'Execbox: create a session and start its command',
  face: 'public',
  scope: 'sessions:write',
  body: ExecboxSessionWish,
  status: 201,
  output: ExecboxSession.pick({ id: true, status: true, createdAt: true, network: true }),
  errors: [
    'insufficient_credits',
    'above_account_limit',
    'too_many_sessions',
    'session_not_ready',
    'session_not_running',
    'switched_off',
    'unsupported',
    'contention',
  ],
})

export const listSessions = route({
  method: 'GET',
  path: '/execbox/v1/sessions',
  summary: 'Execbox: list the sessions of the calling key, the newest first',
  face: 'public',
  scope: 'sessions:read',
  query: z.object({ status: z.enum(statuses).optional() }),
  status: 200,
  output: z.object({ sessions: z.array(ExecboxSession) }),
  errors: [],
})

export const getSession = route({
  method: 'GET',
  path: '/execbox/v1/sessions/{id}',
  summary: 'Execbox: look at a session; one whose command has ended ends with it',
  face: 'public',
  scope: 'sessions:read',
  params,
  status: 200,
  output: ExecboxSession,
  errors: ['not_found', 'contention'],
})

export const stopSession = route({
  method: 'POST',
  path: '/execbox/v1/sessions/{id}/stop',
  summary: 'Execbox: stop a session',
  face: 'public',
  scope: 'sessions:write',
  params,
  status: 200,
  output: z.object({ status: z.literal('stopped') }),
  errors: ['not_found', 'session_not_running', 'contention'],
})

export const killSession = route({
  method: 'DELETE',
  path: '/execbox/v1/sessions/{id}',
  summary: 'Execbox: end a session; again changes nothing',
  face: 'public',
  scope: 'sessions:write',
  params,
  status: 200,
  output: z.object({ status: z.literal('killed') }),
  errors: ['not_found', 'contention'],
})

export const uploadFile = route({
  method: 'POST',
  trail: 'use',
  path: '/execbox/v1/sessions/{id}/files',
  summary: 'Execbox: write a file',
  face: 'public',
  scope: 'sessions:write',
  isRaw: true,
  params,
  query: z.object({ path: z.string().min(1).max(4_096) }),
  status: 201,
  output: z.object({ path: z.string(), size: z.int() }),
  errors: ['not_found', 'session_not_running', 'file_forbidden', 'no_space', 'unsupported'],
})

export const readFile = route({
  method: 'GET',
  path: '/execbox/v1/sessions/{id}/files',
  summary: 'Execbox: read a file, or with list=true a directory',
  face: 'public',
  scope: 'sessions:read',
  isRaw: true,
  params,
  query: z.object({
    path: z.string().min(1).max(4_096),
    list: z.enum(['true', 'false']).default('false'),
  }),
  status: 200,
  output: z.object({
    path: z.string(),
    entries: z.array(
      z.object({ name: z.string(), size: z.int(), isDir: z.boolean(), mode: z.int() }),
    ),
  }),
  errors: ['not_found', 'session_not_running', 'file_forbidden', 'unsupported'],
})

export const portUrl = route({
  method: 'GET',
  path: '/execbox/v1/sessions/{id}/url',
  summary: 'Execbox: an address for a port of a session',
  face: 'public',
  scope: 'sessions:write',
  params,
  query: z.object({ port: Port }),
  status: 200,
  output: z.object({
    containerPort: z.int(),
    hostPort: z.int(),
    url: z.string(),
    protocol: z.literal('http'),
  }),
  errors: ['not_found'],
})
