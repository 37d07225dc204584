import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { IdempotencyKey, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { Resources, SessionId, templates } from './session.ts'
import { Bytes } from './storage.ts'

export const Snapshot = z.object({
  id: z.string(),
  session_id: z.string(),
  name: z.string().nullable(),
  status: z.enum(['creating', 'ready', 'failed']),
  why: z.string().nullable().describe('Why it failed'),
  template: z.enum(templates),
  resources: Resources,
  size_bytes: Bytes.nullable().describe('As stored, compressed; known once it is ready'),
  sha256: z.string().nullable().describe('Of the stored bytes'),
  skipped: z.array(z.string()).describe('What is no file and was left out: sockets'),
  created_at: Timestamp,
})

const SnapshotId = z.object({ id: z.string().min(1).max(64) })

const wait = z.coerce
  .number()
  .min(0)
  .max(limits.createWaitSecondsMax)
  .optional()
  .describe('Seconds to wait until it is ready')

export const createSnapshot = route({
  method: 'POST',
  path: '/v1/sessions/{id}/snapshots',
  summary: "Keep a session's files as they are now; it goes on",
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  query: z.object({ wait }),
  headers: IdempotencyKey,
  body: z.strictObject({ name: z.string().min(1).max(128).optional() }),
  status: 201,
  output: Snapshot,
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'idempotency_conflict',
    'too_many_snapshots',
    'unsupported',
    'contention',
  ],
})

export const listSnapshots = route({
  method: 'GET',
  path: '/v1/sessions/{id}/snapshots',
  summary: 'List the snapshots of a session, newest first',
  face: 'public',
  scope: 'sessions:read',
  params: SessionId,
  status: 200,
  output: z.object({ snapshots: z.array(Snapshot) }),
  errors: ['not_found', 'name_ambiguous'],
})

export const getSnapshot = route({
  method: 'GET',
  path: '/v1/snapshots/{id}',
  summary: 'Look at a snapshot',
  face: 'public',
  scope: 'sessions:read',
  params: SnapshotId,
  status: 200,
  output: Snapshot,
  errors: ['not_found'],
})

export const deleteSnapshot = route({
  method: 'DELETE',
  path: '/v1/snapshots/{id}',
  summary: 'Delete a snapshot; sessions that were made from it keep their files',
  face: 'public',
  scope: 'sessions:write',
  params: SnapshotId,
  status: 200,
  output: Snapshot,
  errors: ['not_found', 'snapshot_not_ready', 'contention'],
})
