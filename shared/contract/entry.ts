import * as z from 'zod'
import { Micros, Timestamp } from './fields.ts'

export const verbs = [
  'purchase',
  'grant',
  'reverse',
  'hold',
  'extend_hold',
  'settle',
  'release',
  'refund',
  'adjust',
  'storage',
  'expire',
] as const

export const books = ['available', 'held', 'spent', 'expired', 'funding'] as const

/** A fact in the ledger: its lines sum to zero, and it is never changed. */
export const Entry = z.object({
  id: z.string(),
  seq: z.int().describe('Its place in the account: 1, 2, 3 …, without a gap'),
  verb: z.enum(verbs),
  session_id: z.string().nullable(),
  at: Timestamp,
  note: z.string(),
  lines: z.array(z.object({ book: z.enum(books), micros: Micros })),
})
