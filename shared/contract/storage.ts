import * as z from 'zod'
import { IdempotencyKey, Money, Page, Timestamp } from './fields.ts'
import { storageClasses } from './prices.ts'
import { route } from './route.ts'

export const storageKinds = ['bucket', 'filestore', 'archive'] as const

/** As far as a number is exact: 8 PiB. */
export const Bytes = z.int().min(0)

export const StorageResource = z.object({
  id: z.string(),
  account_id: z.string(),
  name: z.string(),
  kind: z.enum(storageKinds),
  storage_class: z.enum(storageClasses),
  created_at: Timestamp,
  deleted_at: Timestamp.nullable(),
  charged_through: z.iso.date().describe('The last day, in UTC, that is charged'),
})

const View = StorageResource.extend({
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
  query: Page,
  status: 200,
  output: z.object({ storage: z.array(View), next_cursor: z.string().nullable() }),
  errors: [],
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
    name: z
      .string()
      .regex(/^[A-Za-z0-9][\w./-]{0,127}$/, 'use 1 to 128 of A-Z, a-z, 0-9, _ . / and -'),
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
