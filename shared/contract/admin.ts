import * as z from 'zod'
import { Balance } from './billing.ts'
import { Entry } from './entry.ts'
import { IdempotencyKey, Timestamp } from './fields.ts'
import { route, scopes } from './route.ts'

export const createUser = route({
  method: 'POST',
  path: '/admin/users',
  summary: 'Create a user with an account of their own',
  face: 'admin',
  scope: null,
  body: z.strictObject({
    email: z.email(),
    name: z.string().min(1).max(128),
    user_type: z.enum(['free', 'pro', 'enterprise', 'admin']).default('free'),
  }),
  status: 201,
  output: z.object({
    user_id: z.string(),
    account_id: z.string(),
    email: z.string(),
    name: z.string(),
    user_type: z.string(),
    created_at: Timestamp,
  }),
  errors: ['contention'],
})

export const createPassport = route({
  method: 'POST',
  path: '/admin/passports',
  summary: 'Issue a passport; its key is shown this once',
  face: 'admin',
  scope: null,
  body: z.strictObject({
    user_id: z.string().min(1).max(64),
    name: z.string().min(1).max(128),
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .default([...scopes]),
    expires_at: Timestamp.optional(),
  }),
  status: 201,
  output: z.object({
    passport_id: z.string(),
    passport_key: z.string(),
    user_id: z.string(),
    account_id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    expires_at: Timestamp.nullable(),
    created_at: Timestamp,
  }),
  errors: ['not_found', 'contention'],
})

export const revokePassport = route({
  method: 'DELETE',
  path: '/admin/passports/{id}',
  summary: 'Revoke a passport; it is refused everywhere within ten seconds',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  status: 200,
  output: z.object({ passport_id: z.string(), revoked_at: Timestamp }),
  errors: ['not_found', 'contention'],
})

export const grantCredits = route({
  method: 'POST',
  path: '/admin/accounts/{id}/credits',
  summary: 'Grant credits to an account',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  headers: IdempotencyKey,
  body: z.strictObject({
    micros: z.int().min(1).max(1_000_000_000_000).describe('Micro-credits; 1,000,000 are a credit'),
    note: z.string().max(256).default('granted'),
    expires_at: Timestamp.optional().describe('Until when they may be used'),
  }),
  status: 201,
  output: z.object({ balance: Balance, entry: Entry }),
  errors: ['not_found', 'idempotency_conflict', 'contention'],
})

export const auditBooks = route({
  method: 'GET',
  path: '/admin/books',
  summary: "Rebuild every account's balance from its entries and say what does not agree",
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({
    accounts: z.int(),
    entries: z.int(),
    sum_micros: z.int().describe('Over all books of all accounts: zero'),
    findings: z.array(z.object({ account_id: z.string(), problem: z.string() })),
  }),
  errors: [],
})
