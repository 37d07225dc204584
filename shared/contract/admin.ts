import * as z from 'zod'
import { Balance } from './billing.ts'
import { Entry } from './entry.ts'
import { IdempotencyKey, Timestamp } from './fields.ts'
import { route } from './route.ts'

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
