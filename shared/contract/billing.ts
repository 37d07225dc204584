import * as z from 'zod'
import { Entry, verbs } from './entry.ts'
import { Money, Page, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { reasons, statuses } from './session.ts'

export const Balance = z.object({
  account_id: z.string(),
  available: Money,
  held: Money,
  spent: Money,
})

export const balance = route({
  method: 'GET',
  path: '/v1/billing/balance',
  summary: 'What the account has, holds and has spent',
  face: 'public',
  scope: 'billing:read',
  status: 200,
  output: Balance,
  errors: [],
})

export const transactions = route({
  method: 'GET',
  path: '/v1/billing/transactions',
  summary: "The account's ledger, newest first",
  face: 'public',
  scope: 'billing:read',
  query: Page.extend({
    verb: z.enum(verbs).optional(),
    session_id: z.string().max(64).optional(),
    cursor: z.coerce.number().int().min(1).optional().describe('`next_cursor` of the page before'),
  }),
  status: 200,
  output: z.object({ transactions: z.array(Entry), next_cursor: z.string().nullable() }),
  errors: [],
})

export const receipt = route({
  method: 'GET',
  path: '/v1/sessions/{id}/receipt',
  summary: 'What a session cost, line by line; equal to its ledger entries',
  face: 'public',
  scope: 'billing:read',
  params: z.object({ id: z.string().min(1).max(128) }),
  status: 200,
  output: z.object({
    session_id: z.string(),
    name: z.string(),
    status: z.enum(statuses),
    reason: z.enum(reasons).nullable(),
    is_final: z.boolean().describe('False while the session has not ended'),
    started_at: Timestamp.nullable(),
    ended_at: Timestamp.nullable(),
    billed_seconds: z.int(),
    hours: z.string().describe('The same as a decimal fraction, for reading'),
    rate_per_hour: Money,
    start_fee: Money.describe('Once, when it began to run; part of what was charged'),
    price_version: z.string(),
    held: Money.describe('All that was ever held for it'),
    charged: Money,
    released: Money,
    refunded: Money.describe('Given back afterwards, of what was charged'),
    entries: z.array(Entry),
  }),
  errors: ['not_found', 'name_ambiguous'],
})
