import * as z from 'zod'
import { IdempotencyKey, Labels, Money, Page, Timestamp } from './fields.ts'
import { storageClasses } from './prices.ts'
import { route } from './route.ts'

export const storageKinds = ['bucket', 'filestore', 'archive'] as const

/** As far as a number is exact: 8 PiB. */
export const Bytes = z.int().min(0)

export const storageStates = ['creating', 'active', 'inactive', 'deleting', 'deleted'] as const

const Name = z
  .string()
  .regex(/^[A-Za-z0-9][\w./-]{0,127}$/, 'use 1 to 128 of A-Z, a-z, 0-9, _ . / and -')
const AutoMount = z
  .boolean()
  .describe('Whether sessions mount it without asking, where it is the default of their workspace')
const MountPath = z
  .string()
  .max(256)
  .regex(/^(\/[\w.-]+)+$/, 'use an absolute path, such as /data')
  .describe('Where backends that mount storage mount it; theirs unless given')
const AccessMode = z.enum(['RW', 'RO']).describe('The same: to write, or only to read')
const SizeGb = z.int().min(1).max(65_536).describe('As was wished; a bucket has no fixed size')

export const StorageResource = z.object({
  id: z.string(),
  account_id: z.string(),
  workspace_id: z.string().nullable(),
  name: z.string(),
  bucket_name: z.string().nullable().describe('Of a bucket that was made here, in Cloud Storage'),
  state: z.enum(storageStates).describe('Sessions mount what is `active`'),
  auto_mount: AutoMount,
  mount_path: MountPath.nullable(),
  access_mode: AccessMode,
  size_gb: SizeGb.nullable(),
  metadata: Labels,
  kind: z.enum(storageKinds),
  storage_class: z.enum(storageClasses),
  created_at: Timestamp,
  deleted_at: Timestamp.nullable(),
  charged_through: z.iso.date().describe('The last day, in UTC, that is charged'),
})

const View = StorageResource.extend({
  resource_id: z.string().describe('The id, as the clients of Starbase call it'),
  is_default: z.boolean().describe('Whether it is the default of a workspace'),
  size_bytes: Bytes.describe('As last measured; 0 until it is'),
  measured_at: Timestamp.nullable(),
  daily_cost: Money.describe('Of today, at this size'),
  owed: Money.describe('Of days that the credits did not cover; taken before new ones'),
})

const ResourceId = z.object({ id: z.string().min(1).max(64) })

export const listStorage = route({
  method: 'GET',
  path: '/v1/storage',
  summary: 'List what is stored, newest first: its size, its daily cost and what is owed',
  face: 'public',
  scope: 'billing:read',
  query: Page.extend({
    workspace_id: z.string().min(1).max(64).optional().describe("A workspace's id, or its name"),
  }),
  status: 200,
  output: z.object({ storage: z.array(View), next_cursor: z.string().nullable() }),
  errors: ['not_found'],
})

const Wish = z.strictObject({
  workspace_id: z.string().min(1).max(64).describe("The workspace's id, or its name"),
  name: Name,
  storage_class: z.enum(storageClasses).default('standard'),
  is_default: z.boolean().default(false).describe('In place of the one that was'),
  auto_mount: AutoMount.default(true),
  mount_path: MountPath.nullable().default(null),
  access_mode: AccessMode.default('RW'),
  size_gb: SizeGb.nullable().default(null),
  metadata: Labels.default({}),
})

export const createBucket = route({
  method: 'POST',
  path: '/v1/storage/buckets',
  summary: 'Make a bucket for the sessions of a workspace; it is charged by the bytes in it',
  face: 'public',
  scope: 'workspaces:write',
  headers: IdempotencyKey,
  body: Wish,
  status: 201,
  output: View,
  errors: ['not_found', 'unsupported', 'too_many_buckets', 'idempotency_conflict', 'contention'],
})

export const createFilestore = route({
  method: 'POST',
  path: '/v1/storage/filestores',
  summary: 'Make a file share for the sessions of a workspace',
  face: 'public',
  scope: 'workspaces:write',
  headers: IdempotencyKey,
  body: Wish,
  status: 201,
  output: View,
  errors: ['not_found', 'unsupported'],
})

const Stored = z.object({ resource_id: z.string().min(1).max(64) })

export const changeStorage = route({
  method: 'PATCH',
  path: '/v1/storage/{resource_id}',
  summary: 'Change how sessions use a bucket or a file share; what is not said stays as it is',
  face: 'public',
  scope: 'workspaces:write',
  params: Stored,
  body: z.strictObject({
    is_default: z.boolean().optional(),
    auto_mount: AutoMount.optional(),
    mount_path: MountPath.nullable().optional(),
    access_mode: AccessMode.optional(),
    state: z.enum(['active', 'inactive']).optional(),
    metadata: Labels.optional().describe('In place of all there was'),
  }),
  status: 200,
  output: View,
  errors: ['not_found', 'invalid_request', 'storage_not_ready', 'contention'],
})

export const destroyStorage = route({
  method: 'DELETE',
  path: '/v1/storage/{resource_id}',
  summary: 'Delete a bucket that was made here, and all that is in it; again changes nothing',
  face: 'public',
  scope: 'workspaces:write',
  params: Stored,
  status: 200,
  output: View,
  errors: ['not_found', 'unsupported', 'contention'],
})

export const registerStorage = route({
  method: 'POST',
  path: '/admin/storage',
  summary: 'Charge an account for a bucket or a file store from now on',
  face: 'admin',
  scope: null,
  headers: IdempotencyKey,
  body: z.strictObject({
    account_id: z.string().min(1).max(64),
    name: Name,
    kind: z.enum(storageKinds),
    storage_class: z.enum(storageClasses),
  }),
  status: 201,
  output: View,
  errors: ['not_found', 'idempotency_conflict', 'contention'],
})

export const measureStorage = route({
  method: 'POST',
  path: '/admin/storage/{id}/measurements',
  summary: 'Say how much is stored; the last of a day is what that day costs',
  face: 'admin',
  scope: null,
  params: ResourceId,
  body: z.strictObject({
    size_bytes: Bytes,
    at: Timestamp.optional().describe('When it was measured; now unless given'),
  }),
  status: 201,
  output: View,
  errors: ['not_found', 'contention'],
})

export const removeStorage = route({
  method: 'DELETE',
  path: '/admin/storage/{id}',
  summary: 'It is no longer stored: the day it ends is free; again changes nothing',
  face: 'admin',
  scope: null,
  params: ResourceId,
  status: 200,
  output: View,
  errors: ['not_found', 'contention'],
})
