import * as z from 'zod'
import { Page, Timestamp } from './fields.ts'
import { route } from './route.ts'

const Filter = z.object({
  action: z.string().min(1).max(64).optional().describe('`sessions.create`, say'),
  actor: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('The id of a key or a user; or passport, user, admin, system, anyone'),
  target: z.string().min(1).max(128).optional().describe('`sessions/<id>`, say'),
  outcome: z.enum(['done', 'refused']).optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional().describe('Itself not included'),
})
const AnyAccount = Filter.extend({ account_id: z.string().min(1).max(64).optional() })

const Record = z.object({
  id: z.string(),
  chain: z.string(),
  seq: z.int().describe('Its place in the chain'),
  at: Timestamp,
  actor: z.object({
    kind: z.string(),
    id: z.string().nullable(),
    user_id: z.string().nullable(),
    key: z.string().nullable().describe('The part of the key that is no secret'),
  }),
  action: z.string(),
  account_id: z.string().nullable(),
  targets: z.array(z.string()).describe('What it made, changed or removed'),
  outcome: z.object({ status: z.int(), code: z.string().nullable() }),
  reason: z.string().nullable(),
  count: z.int().describe('How many refusals within a minute it stands for'),
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  hash: z.string(),
})
const Records = z.object({ records: z.array(Record), next_cursor: z.string().nullable() })
const Exported = z.object({ records: z.array(Record) })

export const listAudit = route({
  method: 'GET',
  path: '/v1/audit',
  summary: 'What was done in the account, by whom, and what was refused; the newest first',
  face: 'public',
  scope: 'audit:read',
  query: Page.extend(Filter.shape),
  status: 200,
  output: Records,
  errors: [],
})

export const exportAuditJson = route({
  method: 'GET',
  path: '/v1/audit/export.json',
  summary: 'The same as one document',
  face: 'public',
  scope: 'audit:read',
  query: Filter,
  status: 200,
  output: Exported,
  errors: ['too_many_rows'],
})

export const exportAuditCsv = route({
  method: 'GET',
  path: '/v1/audit/export.csv',
  summary: 'The same as CSV',
  face: 'public',
  scope: 'audit:read',
  query: Filter,
  status: 200,
  mediaType: 'text/csv',
  output: z.string(),
  errors: ['too_many_rows'],
})

export const searchAudit = route({
  method: 'GET',
  path: '/admin/audit',
  summary:
    'What was done, by whom, and what was refused, in any account and in none; the newest first',
  face: 'admin',
  scope: null,
  query: Page.extend(AnyAccount.shape),
  status: 200,
  output: Records,
  errors: [],
})

export const searchAuditJson = route({
  method: 'GET',
  path: '/admin/audit/export.json',
  summary: 'The same as one document',
  face: 'admin',
  scope: null,
  query: AnyAccount,
  status: 200,
  output: Exported,
  errors: ['too_many_rows'],
})

export const searchAuditCsv = route({
  method: 'GET',
  path: '/admin/audit/export.csv',
  summary: 'The same as CSV',
  face: 'admin',
  scope: null,
  query: AnyAccount,
  status: 200,
  mediaType: 'text/csv',
  output: z.string(),
  errors: ['too_many_rows'],
})

export const verifyAudit = route({
  method: 'GET',
  path: '/admin/audit/verify',
  summary: 'Say whether any record was changed, removed, added or moved since it was written',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({
    chains: z.int(),
    records: z.int(),
    forgotten: z.int().describe('Records whose personal data were forgotten'),
    digest: z.string().describe('Of the ends of all chains; keep it elsewhere to compare'),
    findings: z.array(z.object({ chain: z.string(), problem: z.string() })),
  }),
  errors: [],
})

export const forgetUser = route({
  method: 'POST',
  path: '/admin/users/{id}/forget',
  summary:
    'Remove the personal data of a user everywhere; what was done stays, without saying who that was',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  status: 200,
  output: z.object({ user_id: z.string(), records: z.int().describe('Audit records it was in') }),
  errors: ['not_found', 'contention'],
})
