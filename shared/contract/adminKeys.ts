import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Timestamp } from './fields.ts'
import { route } from './route.ts'

const AdminKey = z.object({
  id: z.string(),
  name: z.string(),
  created_at: Timestamp,
  rotated_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
})
const WithKey = AdminKey.extend({ key: z.string().describe('Shown this once') })
const params = z.object({ id: z.string().min(1).max(64) })

export const listAdminKeys = route({
  method: 'GET',
  path: '/admin/keys',
  summary: 'List the keys of the admin face, the newest first',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({ keys: z.array(AdminKey) }),
  errors: [],
})

export const createAdminKey = route({
  method: 'POST',
  path: '/admin/keys',
  summary: 'Make another key of the admin face, for a person or a program; it is shown this once',
  face: 'admin',
  scope: null,
  body: z.strictObject({ name: z.string().min(1).max(128) }),
  status: 201,
  output: WithKey,
  errors: ['contention'],
})

export const rotateAdminKey = route({
  method: 'POST',
  path: '/admin/keys/{id}/rotate',
  summary: 'Give a key a new secret; the old one is good until the overlap ends',
  face: 'admin',
  scope: null,
  params,
  body: z.strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(limits.adminKeyOverlapSecondsMax)
      .default(0)
      .describe('How long the old secret stays good'),
  }),
  status: 200,
  output: WithKey,
  errors: ['not_found', 'contention'],
})

export const revokeAdminKey = route({
  method: 'DELETE',
  path: '/admin/keys/{id}',
  summary: 'Revoke a key of the admin face; it is refused everywhere within ten seconds',
  face: 'admin',
  scope: null,
  params,
  status: 200,
  output: AdminKey,
  errors: ['not_found', 'contention'],
})
