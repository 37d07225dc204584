import * as z from 'zod'
import { Balance } from './billing.ts'
import { Entry } from './entry.ts'
import { IdempotencyKey } from './fields.ts'
import { route } from './route.ts'

const Posted = z.object({ balance: Balance, entry: Entry })
const Reason = z.string().trim().min(1).max(256)
const most = 1_000_000_000_000

export const adjustBalance = route({
  method: 'POST',
  path: '/admin/accounts/{id}/adjustments',
  summary: 'Put a balance right, up or down, and say why',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  headers: IdempotencyKey,
  body: z.strictObject({
    micros: z
      .int()
      .min(-most)
      .max(most)
      .refine((micros) => micros !== 0, { message: 'zero adjusts nothing' })
      .describe('Micro-credits: positive adds, negative takes away'),
    reason: Reason,
  }),
  status: 201,
  output: Posted,
  errors: ['not_found', 'insufficient_credits', 'idempotency_conflict', 'contention'],
})

export const refundSession = route({
  method: 'POST',
  path: '/admin/sessions/{id}/refund',
  summary: 'Give back what a session was charged, up to all of it',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  headers: IdempotencyKey,
  body: z.strictObject({
    micros: z.int().min(1).max(most),
    reason: Reason,
  }),
  status: 201,
  output: Posted,
  errors: ['not_found', 'refund_too_large', 'idempotency_conflict', 'contention'],
})
